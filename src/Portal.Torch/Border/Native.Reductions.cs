using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint pt_sum(TensorHandle self, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_sum_dim(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag keepdim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mean(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mean_dim(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag keepdim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_std(TensorHandle self, Flag unbiased, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_std_dim(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag unbiased, Flag keepdim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_var(TensorHandle self, Flag unbiased, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_var_dim(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag unbiased, Flag keepdim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_max(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_max_dim(TensorHandle self, long dim, Flag keepdim, out nint values, out nint indices);
    [LibraryImport(Library)]
    internal static partial nint pt_min(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_min_dim(TensorHandle self, long dim, Flag keepdim, out nint values, out nint indices);
    [LibraryImport(Library)]
    internal static partial nint pt_argmax(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_argmax_dim(TensorHandle self, long dim, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_argmin(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_argmin_dim(TensorHandle self, long dim, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_all(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_all_dim(TensorHandle self, long dim, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_any(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_any_dim(TensorHandle self, long dim, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_amax(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_amin(TensorHandle self, ReadOnlySpan<long> dims, int count, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_logsumexp(TensorHandle self, long dim, Flag keepdim, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_cumsum(TensorHandle self, long dim, int dtype, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_norm(TensorHandle self, double p, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_norm_dim(TensorHandle self, long dim, Flag keepdim, double p, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_topk(TensorHandle self, long k, long dim, Flag largest, Flag sorted, out nint values, out nint indices);
    [LibraryImport(Library)]
    internal static partial nint pt_sort(TensorHandle self, long dim, Flag descending, Flag stable, out nint values, out nint indices);
    [LibraryImport(Library)]
    internal static partial nint pt_argsort(TensorHandle self, long dim, Flag descending, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_matmul(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mm(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bmm(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_mv(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_dot(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_outer(TensorHandle self, TensorHandle other, out nint result);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint pt_einsum(string equation, nint[] tensors, long count, out nint result);
}
