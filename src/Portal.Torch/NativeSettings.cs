using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>
/// What OpenMP and OpenBLAS read from the environment, once, when libtorch loads them: so it is set before that. What the user has set
/// stays. docs/threads.md has the measurements behind the values.
/// </summary>
internal static partial class NativeSettings
{
    internal static void Configure()
    {
        var threads = int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given > 0 ? given : Environment.ProcessorCount;
        Default("OMP_NUM_THREADS", threads.ToString(CultureInfo.InvariantCulture));
        Default("OMP_WAIT_POLICY", "PASSIVE");
        if (Kernels() is { } kernels) { Default("OPENBLAS_CORETYPE", kernels); }
        try { NativeLibrary.Load(Native.Library, typeof(NativeSettings).Assembly, null); }
        catch (DllNotFoundException error)
        {
            throw new DllNotFoundException(
                $"libtorch could not be loaded; install libtorch-dev and libopenblas0-openmp and build again, or build with LIBTORCH=/path: {error.Message}", error);
        }
        NativeFailure.Check(Native.pt_set_num_threads(threads), nameof(torch.set_num_threads));
    }

    /// <summary>
    /// OpenBLAS's matrix kernels for this processor's instructions. Left alone, an OpenBLAS that is older than the processor falls back to
    /// kernels of 2004, several times slower.
    /// </summary>
    private static string? Kernels()
        => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported ? "SkylakeX"
        : Avx2.IsSupported && Fma.IsSupported ? "Haswell"
        : null;

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
