using static TorchSharp.torch;

namespace Portal.Models.Tests;

/// <summary>Where the golden suite runs: <c>PORTAL_TEST_DEVICE</c>, by default <c>cpu</c>.</summary>
internal static class TestDevice
{
    public static Device Current { get; } = new(Environment.GetEnvironmentVariable("PORTAL_TEST_DEVICE") is { Length: > 0 } named ? named : "cpu");

    /// <summary>Why nothing can run on a device; null where it can.</summary>
    public static string? Missing(Device device) =>
        device.type == TorchSharp.DeviceType.CPU ? null
        : !cuda.is_available() ? $"{device}: this libtorch has no CUDA, or there is no GPU; docs/gpu.md says how to build against one that has"
        : device.index >= cuda.device_count() ? $"{device} is not there: {cuda.device_count()} devices are"
        : null;
}

/// <summary>A test on the golden suite's device; skipped, with the reason, where that device is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenFactAttribute : FactAttribute
{
    public GoldenFactAttribute() => Skip = TestDevice.Missing(TestDevice.Current);
}

/// <inheritdoc cref="GoldenFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute() => Skip = TestDevice.Missing(TestDevice.Current);
}

/// <summary>A test that only a GPU can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GpuFactAttribute : FactAttribute
{
    public GpuFactAttribute() => Skip = TestDevice.Missing(CUDA);
}
