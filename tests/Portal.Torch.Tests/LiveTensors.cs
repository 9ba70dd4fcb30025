namespace Portal.Torch.Tests;

/// <summary>Counts live tensors where a test begins.</summary>
internal static class LiveTensors
{
    /// <summary>The count once the collector has freed what earlier tests left to it, so that it does not do so in the middle of this one.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
