using System.Runtime.InteropServices;

namespace TorchSharp;

internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial nint pt_set_num_threads(int count);
    [LibraryImport(Library)]
    internal static partial int pt_get_num_threads();
    [LibraryImport(Library)]
    internal static partial Flag pt_cuda_is_available();
    [LibraryImport(Library)]
    internal static partial int pt_cuda_device_count();
    [LibraryImport(Library)]
    internal static partial nint pt_cuda_synchronize(long deviceIndex);
    [LibraryImport(Library)]
    internal static partial nint pt_manual_seed(long seed);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_new(ulong seed, int deviceType, int deviceIndex, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_default(out nint result);
    [LibraryImport(Library)]
    internal static partial void pt_generator_free(nint self);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_set_seed(GeneratorHandle self, long seed);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_initial_seed(GeneratorHandle self, out long seed);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_seed(GeneratorHandle self, out long seed);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_get_state(GeneratorHandle self, out nint result);
    [LibraryImport(Library)]
    internal static partial nint pt_generator_set_state(GeneratorHandle self, TensorHandle state);
}
