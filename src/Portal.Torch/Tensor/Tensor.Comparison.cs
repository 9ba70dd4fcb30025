namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor eq(Tensor target) => Take(Native.pt_eq(Live, target.Live, out var result), result, this, target);
        public Tensor eq(Scalar target) => Take(Native.pt_eq_scalar(Live, target.Value, out var result), result, this);
        public Tensor ne(Tensor target) => Take(Native.pt_ne(Live, target.Live, out var result), result, this, target);
        public Tensor ne(Scalar target) => Take(Native.pt_ne_scalar(Live, target.Value, out var result), result, this);
        public Tensor lt(Tensor target) => Take(Native.pt_lt(Live, target.Live, out var result), result, this, target);
        public Tensor lt(Scalar target) => Take(Native.pt_lt_scalar(Live, target.Value, out var result), result, this);
        public Tensor le(Tensor target) => Take(Native.pt_le(Live, target.Live, out var result), result, this, target);
        public Tensor le(Scalar target) => Take(Native.pt_le_scalar(Live, target.Value, out var result), result, this);
        public Tensor gt(Tensor target) => Take(Native.pt_gt(Live, target.Live, out var result), result, this, target);
        public Tensor gt(Scalar target) => Take(Native.pt_gt_scalar(Live, target.Value, out var result), result, this);
        public Tensor ge(Tensor target) => Take(Native.pt_ge(Live, target.Live, out var result), result, this, target);
        public Tensor ge(Scalar target) => Take(Native.pt_ge_scalar(Live, target.Value, out var result), result, this);

        public Tensor logical_and(Tensor other) => Take(Native.pt_logical_and(Live, other.Live, out var result), result, this, other);
        public Tensor logical_or(Tensor other) => Take(Native.pt_logical_or(Live, other.Live, out var result), result, this, other);
        public Tensor bitwise_and(Tensor other) => Take(Native.pt_bitwise_and(Live, other.Live, out var result), result, this, other);
        public Tensor bitwise_or(Tensor other) => Take(Native.pt_bitwise_or(Live, other.Live, out var result), result, this, other);
        public Tensor bitwise_xor(Tensor other) => Take(Native.pt_bitwise_xor(Live, other.Live, out var result), result, this, other);

        /// <summary>Elementwise equality, as <see cref="eq(Tensor)"/>; for one answer use <see cref="Equals(Tensor)"/>.</summary>
        public Tensor equal(Tensor target) => eq(target);

        /// <summary>Whether |this - target| ≤ atol + rtol·|target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            Check(Native.pt_allclose(Live, target.Live, rtol, atol, equal_nan, out var result), this, target);
            return result;
        }

        /// <summary>This tensor's element where the condition holds, else that of <paramref name="y"/>.</summary>
        public Tensor where(Tensor condition, Tensor y)
            => Take(Native.pt_where(condition.Live, Live, y.Live, out var result), result, condition, this, y);
    }
}
