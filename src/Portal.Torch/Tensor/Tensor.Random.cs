namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        /// <summary>Draws indices in proportion to the rows' weights.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
            => Take(Native.pt_multinomial(Live, num_samples, replacement, Generator.HandleOf(generator), out var result), result, this);

        public Tensor bernoulli(Generator? generator = null) => Take(Native.pt_bernoulli(Live, Generator.HandleOf(generator), out var result), result, this);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace(Native.pt_bernoulli_(Live, p, Generator.HandleOf(generator)));

        public Tensor bernoulli_(Tensor p, Generator? generator = null)
            => InPlace(Native.pt_bernoulli_tensor_(Live, p.Live, Generator.HandleOf(generator)), p);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
            => InPlace(Native.pt_normal_(Live, mean, std, Generator.HandleOf(generator)));

        public Tensor uniform_(double from, double to, Generator? generator = null)
            => InPlace(Native.pt_uniform_(Live, from, to, Generator.HandleOf(generator)));

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_rand_like(Live, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_randn_like(Live, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_randint_like(Live, low, high, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_zeros_like(Live, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_ones_like(Live, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_empty_like(Live, new TensorOptions(dtype, device, requires_grad), out var result), result, this);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
            => Take(Native.pt_full_like(Live, value.Value, new TensorOptions(dtype, device, requires_grad), out var result), result, this);
    }
}
