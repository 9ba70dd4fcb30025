using Portal.Core.Statistics;

namespace Portal.Core.Tests;

public sealed class MoverTests
{
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(6, 7, 2, 7, 0.0582, 0.8062)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    public void Two_shares_differ_as_in_table_II_of_newcombe_1998(int count, int total, int otherCount, int otherTotal, double lower, double upper)
    {
        var (first, second) = ((double)count / total, (double)otherCount / otherTotal);
        var interval = Mover.Difference(first, Wilson.Interval(count, total), second, Wilson.Interval(otherCount, otherTotal));
        Assert.Equal(lower, interval.Lower, 5e-5);
        Assert.Equal(upper, interval.Upper, 5e-5);
    }

    [Theory]
    [InlineData(0.95, 1.9599640)]
    [InlineData(0.99, 2.5758293)]
    [InlineData(0.5, 0.6744898)]
    public void A_level_reaches_as_far_as_the_normal_table_says(double level, double expected) => Assert.Equal(expected, Wilson.Quantile(level), 1e-6);
}
