using Portal.Core.Statistics;

namespace Portal.Core.Tests;

public sealed class ClusterBootstrapTests
{
    [Fact]
    public void Clusters_of_one_give_the_normal_interval_of_a_share()
    {
        var observations = Enumerable.Range(0, 400).Select(i => (i < 120 ? 1 : 0, 1)).ToList();
        var interval = ClusterBootstrap.Share(observations, new SeededRandom(1));
        var half = 1.96 * Math.Sqrt(0.3 * 0.7 / 400);
        Assert.Equal(0.3 - half, interval.Lower, 0.008);       // 2,000 replicates know a quantile to about a tenth of the half-width
        Assert.Equal(0.3 + half, interval.Upper, 0.008);
    }

    [Fact]
    public void Observations_that_always_agree_count_once()
    {
        // 400 observations in 40 clusters of ten equal ones carry the information of 40.
        var clusters = Enumerable.Range(0, 40).Select(i => (i < 12 ? 10 : 0, 10)).ToList();
        var interval = ClusterBootstrap.Share(clusters, new SeededRandom(1));
        Assert.Equal(2 * 1.96 * Math.Sqrt(0.3 * 0.7 / 40), interval.Upper - interval.Lower, 0.04);
    }

    [Fact]
    public void Nothing_to_count_says_nothing() =>
        Assert.Equal(new Interval(0, 1), ClusterBootstrap.Share([(0, 0)], new SeededRandom(1)));
}
