using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint pt_view(TensorHandle self, ReadOnlySpan<long> sizes, int count, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_reshape(TensorHandle self, ReadOnlySpan<long> sizes, int count, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_expand(TensorHandle self, ReadOnlySpan<long> sizes, int count, Flag isImplicit, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_repeat(TensorHandle self, ReadOnlySpan<long> sizes, int count, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_permute(TensorHandle self, ReadOnlySpan<long> dims, int count, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_transpose(TensorHandle self, long dim0, long dim1, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_t(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_flatten(TensorHandle self, long startDim, long endDim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_unsqueeze(TensorHandle self, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_squeeze(TensorHandle self, Flag all, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_narrow(TensorHandle self, long dim, long start, long length, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_slice(TensorHandle self, long dim, long start, long finish, long step, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_select(TensorHandle self, long dim, long index, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_tril(TensorHandle self, long diagonal, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_triu(TensorHandle self, long diagonal, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_cat(nint[] tensors, long count, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_stack(nint[] tensors, long count, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_split(TensorHandle self, long size, long dim, out nint array, out long length);
    [LibraryImport(Library)]
    internal static partial nint pt_split_sizes(TensorHandle self, ReadOnlySpan<long> sizes, int count, long dim, out nint array, out long length);
    [LibraryImport(Library)]
    internal static partial nint pt_chunk(TensorHandle self, long chunks, long dim, out nint array, out long length);
    [LibraryImport(Library)]
    internal static partial nint pt_unbind(TensorHandle self, long dim, out nint array, out long length);
    [LibraryImport(Library)]
    internal static partial nint pt_repeat_interleave(TensorHandle self, long repeats, Flag flat, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_repeat_interleave_tensor(TensorHandle self, TensorHandle repeats, Flag flat, long dim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_index_select(TensorHandle self, long dim, TensorHandle index, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_gather(TensorHandle self, long dim, TensorHandle index, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_scatter(TensorHandle self, long dim, TensorHandle index, TensorHandle src, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_scatter_(TensorHandle self, long dim, TensorHandle index, TensorHandle src);
    [LibraryImport(Library)]
    internal static partial nint pt_scatter_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle src);
    [LibraryImport(Library)]
    internal static partial nint pt_index_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source, Number alpha);
    [LibraryImport(Library)]
    internal static partial nint pt_masked_fill(TensorHandle self, TensorHandle mask, Number value, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_masked_fill_(TensorHandle self, TensorHandle mask, Number value);
    [LibraryImport(Library)]
    internal static partial nint pt_masked_select(TensorHandle self, TensorHandle mask, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_nonzero(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_index(TensorHandle self, ReadOnlySpan<Subscript> items, int count, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_index_put_(TensorHandle self, ReadOnlySpan<Subscript> items, int count, TensorHandle value, Flag accumulate);
    [LibraryImport(Library)]
    internal static partial nint pt_index_fill_(TensorHandle self, ReadOnlySpan<Subscript> items, int count, Number value);
}
