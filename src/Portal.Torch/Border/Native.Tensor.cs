using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial void pt_free(nint self);
    [LibraryImport(Library)]
    internal static partial void pt_free_array(nint array);
    [LibraryImport(Library)]
    internal static partial long pt_numel(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial long pt_ndim(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial long pt_element_size(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial int pt_dtype(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial int pt_device_type(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial int pt_device_index(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial Flag pt_is_contiguous(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial Flag pt_is_leaf(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial Flag pt_requires_grad(TensorHandle self);
    [LibraryImport(Library)]
    internal static partial void pt_sizes(TensorHandle self, Span<long> result);
    [LibraryImport(Library)]
    internal static partial void pt_strides(TensorHandle self, Span<long> result);
    [LibraryImport(Library)]
    internal static partial nint pt_data(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_from_data(ReadOnlySpan<byte> data, int source, ReadOnlySpan<long> sizes, int count, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_zeros(ReadOnlySpan<long> sizes, int count, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_zeros_like(TensorHandle self, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ones(ReadOnlySpan<long> sizes, int count, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_ones_like(TensorHandle self, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_empty(ReadOnlySpan<long> sizes, int count, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_empty_like(TensorHandle self, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_full(ReadOnlySpan<long> sizes, int count, Number value, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_full_like(TensorHandle self, Number value, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_arange(Number start, Number stop, Number step, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_eye(long rows, long columns, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_rand(ReadOnlySpan<long> sizes, int count, GeneratorHandle generator, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_rand_like(TensorHandle self, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_randn(ReadOnlySpan<long> sizes, int count, GeneratorHandle generator, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_randn_like(TensorHandle self, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_randint(long low, long high, ReadOnlySpan<long> sizes, int count, GeneratorHandle generator, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_randint_like(TensorHandle self, long low, long high, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_randperm(long n, GeneratorHandle generator, TensorOptions options, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_multinomial(TensorHandle self, long numSamples, Flag replacement, GeneratorHandle generator, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bernoulli(TensorHandle self, GeneratorHandle generator, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_bernoulli_(TensorHandle self, double p, GeneratorHandle generator);
    [LibraryImport(Library)]
    internal static partial nint pt_bernoulli_tensor_(TensorHandle self, TensorHandle p, GeneratorHandle generator);
    [LibraryImport(Library)]
    internal static partial nint pt_normal_(TensorHandle self, double mean, double std, GeneratorHandle generator);
    [LibraryImport(Library)]
    internal static partial nint pt_uniform_(TensorHandle self, double from, double to, GeneratorHandle generator);
    [LibraryImport(Library)]
    internal static partial nint pt_to(TensorHandle self, TensorOptions options, Flag copy, Flag nonBlocking, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_contiguous(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_clone(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_alias(TensorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_copy_(TensorHandle self, TensorHandle source, Flag nonBlocking);
}
