using static TorchSharp.torch;

namespace Portal.Models.Tests;

internal static class TensorAssert
{
    /// <summary>Every element differs by at most <paramref name="atol"/>; shapes are equal; nothing is NaN.</summary>
    public static void Close(Tensor expected, Tensor actual, double atol, string what = "tensor")
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: expected shape [{string.Join(", ", expected.shape)}], got [{string.Join(", ", actual.shape)}]");
        if (expected.NumberOfElements == 0) { return; }
        var difference = (expected.detach().cpu().to(ScalarType.Float64) - actual.detach().cpu().to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(difference <= atol, $"{what}: largest difference {difference:g3}, allowed {atol:g3}");
    }
}
