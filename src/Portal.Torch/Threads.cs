using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>
/// The threads inside one operation. OpenMP reads its settings once, when libtorch loads it, so they are made before that; what the user
/// has set stays. docs/threads.md has the measurements behind the values.
/// </summary>
internal static partial class Threads
{
    internal static void Configure()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given > 0 ? given : Environment.ProcessorCount;
        Default("OMP_NUM_THREADS", count.ToString(CultureInfo.InvariantCulture));
        Default("OMP_WAIT_POLICY", "PASSIVE");
        if (FastestKernels() is { } kernels) { Default("OPENBLAS_CORETYPE", kernels); }
        try { NativeLibrary.Load(Native.Library, typeof(Threads).Assembly, null); }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"libtorch could not be loaded; install libtorch-dev and libopenblas0-openmp and build again, or build with LIBTORCH=/path: {error.Message}", error);
        }
        NativeFailure.Check(Native.pt_set_num_threads(count), nameof(torch.set_num_threads));
    }

    /// <summary>
    /// OpenBLAS chooses its kernels by the processor's model and falls back to those of 2004 for one that is newer than itself, four times slower.
    /// The instruction sets say as much and are known.
    /// </summary>
    private static string? FastestKernels() => Avx512F.IsSupported ? "SkylakeX" : Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;

    /// <summary>Sets a variable of the C library, which native code reads; Environment.SetEnvironmentVariable changes .NET's copy only.</summary>
    private static void Default(string name, string value)
    {
        if (setenv(name, value, overwrite: 0) != 0) { throw new InvalidOperationException($"the environment variable {name} could not be set"); }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}

public static partial class torch
{
    /// <summary>The number of threads that one operation on this thread may use.</summary>
    public static int get_num_threads() => Native.pt_get_num_threads();

    public static void set_num_threads(int num) => NativeFailure.Check(Native.pt_set_num_threads(num), nameof(set_num_threads));
}
