namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        public Tensor matmul(Tensor target) => Take(Native.pt_matmul(Live, target.Live, out var result), result, this, target);
        public Tensor mm(Tensor target) => Take(Native.pt_mm(Live, target.Live, out var result), result, this, target);
        public Tensor mv(Tensor target) => Take(Native.pt_mv(Live, target.Live, out var result), result, this, target);
        public Tensor dot(Tensor target) => Take(Native.pt_dot(Live, target.Live, out var result), result, this, target);
        public Tensor bmm(Tensor batch2) => Take(Native.pt_bmm(Live, batch2.Live, out var result), result, this, batch2);
        public Tensor outer(Tensor vec2) => Take(Native.pt_outer(Live, vec2.Live, out var result), result, this, vec2);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Take(Native.pt_softmax(Live, dim, Dtype(dtype), out var result), result, this);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Take(Native.pt_log_softmax(Live, dim, Dtype(dtype), out var result), result, this);
    }
}
