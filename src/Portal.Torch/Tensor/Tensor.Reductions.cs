namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        /// <summary>Σ over all elements; integers and booleans sum to int64 unless a type is given.</summary>
        /// <exception cref="ArgumentException">The type is Byte: C# reads <c>sum(0)</c> that way, because a literal 0 converts to any enum.</exception>
        public Tensor sum(ScalarType? type = null) => type is ScalarType.Byte
            ? throw new ArgumentException("sum(0) means sum(ScalarType.Byte) to C#; write sum(0L) or sum([0]) for the first dimension", nameof(type))
            : Take(Native.pt_sum(Live, Dtype(type), out var result), result, this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => sum(dim.AsSpan(), keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
            => Take(Native.pt_sum_dim(Live, dim, dim.Length, keepdim, Dtype(type), out var result), result, this);

        public Tensor mean() => Take(Native.pt_mean(Live, out var result), result, this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
            => Take(Native.pt_mean_dim(Live, dimensions, dimensions.Length, keepdim, Dtype(type), out var result), result, this);

        /// <param name="unbiased">Divide by n - 1 (Bessel's correction) instead of n</param>
        public Tensor std(bool unbiased = true) => Take(Native.pt_std(Live, unbiased, out var result), result, this);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
            => std(dimensions.AsSpan(), unbiased, keepdim, type);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
            => Take(Native.pt_std_dim(Live, dimensions, dimensions.Length, unbiased, keepdim, Dtype(type), out var result), result, this);

        /// <param name="unbiased">Divide by n - 1 (Bessel's correction) instead of n</param>
        public Tensor var(bool unbiased = true) => Take(Native.pt_var(Live, unbiased, out var result), result, this);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
            => var(dimensions.AsSpan(), unbiased, keepdim, type);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
            => Take(Native.pt_var_dim(Live, dimensions, dimensions.Length, unbiased, keepdim, Dtype(type), out var result), result, this);

        public Tensor max() => Take(Native.pt_max(Live, out var result), result, this);
        public Tensor max(Tensor other) => maximum(other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
            => TakePair(Native.pt_max_dim(Live, dim, keepdim, out var values, out var indices), values, indices, this);

        public Tensor min() => Take(Native.pt_min(Live, out var result), result, this);
        public Tensor min(Tensor other) => minimum(other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
            => TakePair(Native.pt_min_dim(Live, dim, keepdim, out var values, out var indices), values, indices, this);

        public Tensor argmax() => Take(Native.pt_argmax(Live, out var result), result, this);
        public Tensor argmax(long dim, bool keepdim = false) => Take(Native.pt_argmax_dim(Live, dim, keepdim, out var result), result, this);
        public Tensor argmin() => Take(Native.pt_argmin(Live, out var result), result, this);
        public Tensor argmin(long dim, bool keepdim = false) => Take(Native.pt_argmin_dim(Live, dim, keepdim, out var result), result, this);
        public Tensor all() => Take(Native.pt_all(Live, out var result), result, this);
        public Tensor all(long dim, bool keepdim = false) => Take(Native.pt_all_dim(Live, dim, keepdim, out var result), result, this);
        public Tensor any() => Take(Native.pt_any(Live, out var result), result, this);
        public Tensor any(long dim, bool keepdim = false) => Take(Native.pt_any_dim(Live, dim, keepdim, out var result), result, this);

        public Tensor amax(params long[] dims) => amax(dims.AsSpan());

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
            => Into(Take(Native.pt_amax(Live, dims, dims.Length, keepdim, out var result), result, this), @out);

        public Tensor amin(params long[] dims) => amin(dims.AsSpan());

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
            => Into(Take(Native.pt_amin(Live, dims, dims.Length, keepdim, out var result), result, this), @out);

        public Tensor logsumexp(long dim, bool keepdim = false) => Take(Native.pt_logsumexp(Live, dim, keepdim, out var result), result, this);
        public Tensor cumsum(long dim, ScalarType? type = null) => Take(Native.pt_cumsum(Live, dim, Dtype(type), out var result), result, this);

        /// <summary>(Σ|x|^p)^(1/p) over all elements.</summary>
        public Tensor norm(float p = 2) => Take(Native.pt_norm(Live, p, out var result), result, this);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Take(Native.pt_norm_dim(Live, dim, keepdim, p, out var result), result, this);

        public (Tensor values, Tensor indices) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
            => TakePair(Native.pt_topk(Live, k, dim, largest, sorted, out var values, out var indices), values, indices, this);

        public (Tensor values, Tensor indices) sort(long dim = -1, bool descending = false, bool stable = false)
            => TakePair(Native.pt_sort(Live, dim, descending, stable, out var values, out var indices), values, indices, this);

        public Tensor argsort(long dim = -1, bool descending = false) => Take(Native.pt_argsort(Live, dim, descending, out var result), result, this);

        private static int Dtype(ScalarType? type) => type is { } dtype ? (int)dtype : -1;

        private static Tensor Into(Tensor result, Tensor? target)
        {
            if (target is null) { return result; }
            using (result) { return target.copy_(result); }
        }
    }
}
