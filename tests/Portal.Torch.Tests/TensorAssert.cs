namespace Portal.Torch.Tests;

internal static class TensorAssert
{
    /// <summary>The elements in row-major order; a bool counts as 0 or 1.</summary>
    public static void Holds(double[] expected, Tensor actual, double tolerance = 1e-6, string what = "")
    {
        var values = actual.to(float64).data<double>().ToArray();
        Assert.True(expected.Length == values.Length, $"{what} has {values.Length} elements, expected {expected.Length}");
        for (var i = 0; i < values.Length; i++)
        {
            var close = expected[i].Equals(values[i]) || Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(close, $"{what} element {i} is {values[i]:R}, expected {expected[i]:R}");
        }
    }

    public static void HasShape(long[] expected, Tensor actual) => Assert.Equal(expected, actual.shape);
}
