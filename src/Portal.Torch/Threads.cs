using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The number of threads inside one operation; set before libtorch and OpenBLAS load, because OpenMP reads its settings once.</summary>
internal static partial class Threads
{
    /// <summary>Settings that the user did not make; docs/threads.md has the measurements.</summary>
    private static readonly (string Name, string Value)[] _defaults =
    [
        ("OMP_WAIT_POLICY", "PASSIVE"),
    ];

    internal static void Configure()
    {
        foreach (var (name, value) in _defaults)
        {
            // Environment.SetEnvironmentVariable changes .NET's copy only; native code reads the C library's.
            if (setenv(name, value, overwrite: 0) != 0) { throw new InvalidOperationException($"the environment variable {name} could not be set"); }
        }
        NativeFailure.Check(pt_set_num_threads(Count), "set_num_threads");
    }

    private static int Count
        => int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : Environment.ProcessorCount;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("portal_torch")]
    private static partial nint pt_set_num_threads(int count);
}

public static partial class torch
{
    public static int get_num_threads() => Native.pt_get_num_threads();

    public static void set_num_threads(int num) => NativeFailure.Check(Native.pt_set_num_threads(num), nameof(set_num_threads));
}
