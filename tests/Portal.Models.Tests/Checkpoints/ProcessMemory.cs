using System.Globalization;

namespace Portal.Models.Tests.Checkpoints;

/// <summary>Resident memory of this process in bytes, as Linux counts it (proc(5): VmRSS, VmHWM, clear_refs).</summary>
internal static class ProcessMemory
{
    public static long Now() => Read("VmRSS:");

    /// <summary>The most since <see cref="ForgetPeak"/>.</summary>
    public static long Peak() => Read("VmHWM:");

    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static long Read(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
