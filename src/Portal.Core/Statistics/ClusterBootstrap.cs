namespace Portal.Core.Statistics;

/// <summary>
/// Intervals for observations that come in clusters, such as the same probe asked for many countries: the cluster is drawn again as a whole
/// (Davison and Hinkley 1997, section 3.8). An interval that took them for independent would be too narrow.
/// </summary>
public static class ClusterBootstrap
{
    /// <summary>95 % percentile interval of a share: the sum of counts over the sum of totals.</summary>
    /// <param name="clusters">Count and total of each cluster.</param>
    /// <param name="random">Draws the replicates.</param>
    /// <param name="replicates">Number of replicates, at least 40.</param>
    /// <returns>[0, 1] when there is nothing to count.</returns>
    public static Interval Share(IReadOnlyList<(int Count, int Total)> clusters, SeededRandom random, int replicates = 2000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 40);
        if (clusters.All(cluster => cluster.Total == 0)) { return new Interval(0, 1); }
        var shares = new List<double>(replicates);
        for (var replicate = 0; replicate < replicates; replicate++)
        {
            var (count, total) = (0, 0);
            for (var i = 0; i < clusters.Count; i++)
            {
                var drawn = clusters[random.NextInt(clusters.Count)];
                (count, total) = (count + drawn.Count, total + drawn.Total);
            }
            if (total > 0) { shares.Add((double)count / total); }
        }
        shares.Sort();
        double Quantile(double p) => shares[(int)Math.Round(p * (shares.Count - 1))];
        return new Interval(Quantile(0.025), Quantile(0.975));
    }
}
