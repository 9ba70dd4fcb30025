namespace TorchSharp;

public static partial class torch
{
    public sealed partial class Tensor
    {
        /// <summary>The same memory in another shape; -1 stands for the size that follows from the others.</summary>
        public Tensor view(params long[] shape) => Take(Native.pt_view(Live, shape, shape.Length, out var result), result, this);

        public Tensor view_as(Tensor other) => view(other.shape);

        /// <summary>As <see cref="view"/>, copying when the strides demand it.</summary>
        public Tensor reshape(params long[] shape) => Take(Native.pt_reshape(Live, shape, shape.Length, out var result), result, this);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Take(Native.pt_flatten(Live, start_dim, end_dim, out var result), result, this);
        public Tensor t() => Take(Native.pt_t(Live, out var result), result, this);
        public Tensor transpose(long dim0, long dim1) => Take(Native.pt_transpose(Live, dim0, dim1, out var result), result, this);
        public Tensor permute(params long[] permutation) => Take(Native.pt_permute(Live, permutation, permutation.Length, out var result), result, this);
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());
        public Tensor unsqueeze(long dim) => Take(Native.pt_unsqueeze(Live, dim, out var result), result, this);

        /// <summary>Without the dimension, if its size is 1; without all dimensions of size 1 if none is named.</summary>
        public Tensor squeeze(long? dim = null) => Take(Native.pt_squeeze(Live, dim is null, dim ?? 0, out var result), result, this);

        public Tensor expand(params long[] sizes) => expand(sizes.AsSpan());
        public Tensor expand(long[] sizes, bool isImplicit = false) => expand(sizes.AsSpan(), isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
            => Take(Native.pt_expand(Live, sizes, sizes.Length, isImplicit, out var result), result, this);

        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor repeat(params long[] sizes) => Take(Native.pt_repeat(Live, sizes, sizes.Length, out var result), result, this);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
            => Take(Native.pt_repeat_interleave(Live, repeats, dim is null, dim ?? 0, out var result), result, this);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
            => Take(Native.pt_repeat_interleave_tensor(Live, repeats.Live, dim is null, dim ?? 0, out var result), result, this, repeats);

        public Tensor narrow(long dim, long start, long length) => Take(Native.pt_narrow(Live, dim, start, length, out var result), result, this);
        public Tensor slice(long dim, long start, long finish, long step) => Take(Native.pt_slice(Live, dim, start, finish, step, out var result), result, this);
        public Tensor select(long dim, long index) => Take(Native.pt_select(Live, dim, index, out var result), result, this);
        public Tensor tril(long diagonal = 0) => Take(Native.pt_tril(Live, diagonal, out var result), result, this);
        public Tensor triu(long diagonal = 0) => Take(Native.pt_triu(Live, diagonal, out var result), result, this);

        public Tensor[] split(long size, int dim = 0) => TakeMany(Native.pt_split(Live, size, dim, out var array, out var length), array, length, this);
        public Tensor[] split(params long[] sizes) => split(sizes.AsSpan());
        public Tensor[] split(long[] sizes, long dim = 0) => split(sizes.AsSpan(), dim);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
            => TakeMany(Native.pt_split_sizes(Live, sizes, sizes.Length, dim, out var array, out var length), array, length, this);

        public Tensor[] chunk(long chunks, long dim = 0) => TakeMany(Native.pt_chunk(Live, chunks, dim, out var array, out var length), array, length, this);
        public Tensor[] unbind(long dimension = 0) => TakeMany(Native.pt_unbind(Live, dimension, out var array, out var length), array, length, this);
    }
}
