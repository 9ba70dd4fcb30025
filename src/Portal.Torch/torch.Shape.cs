namespace TorchSharp;

public static partial class torch
{
    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor t(Tensor input) => input.t();
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor nonzero(Tensor input) => input.nonzero();
    public static Tensor clone(Tensor input) => input.clone();
    public static long numel(Tensor input) => input.numel();

    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null)
        => input.repeat_interleave(repeats, dim, output_size);

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Join(tensors.AsReadOnly(), dim, stacked: false);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Join(tensors, dim, stacked: false);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Join(tensors.ToArray(), dim, stacked: false);

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Join(tensors.ToArray(), dim, stacked: true);

    private static Tensor Join(IReadOnlyCollection<Tensor> tensors, long dim, bool stacked)
    {
        using var handles = new TensorHandles(tensors);
        var error = stacked
            ? Native.pt_stack(handles.Pointers, handles.Count, dim, out var result)
            : Native.pt_cat(handles.Pointers, handles.Count, dim, out result);
        NativeFailure.Check(error, stacked ? "stack" : "cat", [.. tensors]);
        return new Tensor(result);
    }
}
