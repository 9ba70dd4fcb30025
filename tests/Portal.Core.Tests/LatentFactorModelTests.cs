using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class LatentFactorModelTests
{
    private const int Probes = 30;
    private const int Societies = 600;
    private static readonly string[] ProbeIds = [.. Enumerable.Range(1, Probes).Select(i => $"Q{i}")];
    private static readonly (double[] Means, double[][] Loadings, double[] Variances) Planted = Plant();
    private static readonly LatentFactorModel Fitted = LatentFactorModel.Fit([.. Draw(missing: 0.2)], rank: 2, ridge: 1);

    [Fact]
    public void A_planted_model_is_recovered_from_incomplete_shares()
    {
        // Standard errors at 600 societies, a fifth of them missing, are about 0.05 for means, 0.06 for covariances and 0.015 for residual variances.
        for (var p = 0; p < Probes; p++)
        {
            Assert.Equal(Planted.Means[p], Fitted.Means[p], 0.25);
            Assert.Equal(Planted.Variances[p], Fitted.ResidualVariances[p], 0.06);
            for (var q = 0; q < p; q++) { Assert.Equal(PlantedCovariance(p, q), Fitted.Covariance(p, q), 0.25); }
        }
    }

    [Fact]
    public void Drawn_societies_have_the_fitted_means_and_covariances()
    {
        var random = new SeededRandom(5);
        var drawn = Enumerable.Range(0, 4000).Select(_ => Fitted.Sample(random).Select(share => Math.Log(share / (1 - share))).ToArray()).ToList();
        double[] means = [.. Enumerable.Range(0, Probes).Select(p => drawn.Average(d => d[p]))];
        for (var p = 0; p < Probes; p++)
        {
            Assert.Equal(Fitted.Means[p], means[p], 4 * Math.Sqrt(Fitted.Covariance(p, p) / drawn.Count));         // four standard errors, here and below
            for (var q = 0; q <= p; q++)
            {
                var expected = Fitted.Covariance(p, q);
                var error = Math.Sqrt((Fitted.Covariance(p, p) * Fitted.Covariance(q, q) + expected * expected) / drawn.Count);
                Assert.Equal(expected, drawn.Average(d => (d[p] - means[p]) * (d[q] - means[q])), 4 * error);
            }
        }
    }

    [Fact]
    public void A_seed_draws_the_same_society_again() =>
        Assert.Equal(Fitted.Sample(new SeededRandom(3)), Fitted.Sample(new SeededRandom(3)));

    [Fact]
    public void The_surveyed_societies_can_be_fitted()
    {
        var survey = ProjectFiles.Survey;
        string[] probes = [.. ProjectFiles.EnglishProbes.Where(p => p.Category is "Religious Values" or "Corruption").Select(p => p.Id)];
        var model = LatentFactorModel.Fit([.. survey.Countries.Where(c => c.Language is null).Select(c => survey.Profile(c.Iso3, probes))], rank: 3, ridge: 1);
        var religious = Array.IndexOf(probes, "Q171");                             // going to services often
        var god = Array.IndexOf(probes, "Q165");                                   // belief in God
        Assert.True(model.Covariance(religious, god) / Math.Sqrt(model.Covariance(religious, religious) * model.Covariance(god, god)) > 0.3);
        Assert.All(model.Sample(new SeededRandom(1)), share => Assert.InRange(share, 0, 1));
    }

    [Fact]
    public void What_cannot_be_fitted_is_an_error()
    {
        var societies = Draw(missing: 0).Take(4).ToList();
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentFactorModel.Fit(societies, rank: 4, ridge: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentFactorModel.Fit(societies, rank: 0, ridge: 1));
        Assert.Throws<ArgumentException>(() => LatentFactorModel.Fit([.. societies, new Profile("ODD", ["Q1"], [0.5])], rank: 1, ridge: 1));
        var unasked = societies.ConvertAll(s => s with { SharesFirst = [double.NaN, .. s.SharesFirst.Skip(1)] });
        Assert.Contains("Q1", Assert.Throws<ArgumentException>(() => LatentFactorModel.Fit(unasked, rank: 1, ridge: 1)).Message, StringComparison.Ordinal);
    }

    private static double PlantedCovariance(int p, int q) => Planted.Loadings[p].Zip(Planted.Loadings[q], (a, b) => a * b).Sum();

    private static (double[] Means, double[][] Loadings, double[] Variances) Plant()
    {
        var random = new SeededRandom(11);
        return (
            [.. Enumerable.Range(0, Probes).Select(_ => random.NextNormal())],
            [.. Enumerable.Range(0, Probes).Select(_ => new[] { random.NextNormal(), random.NextNormal() / 2 })],
            [.. Enumerable.Range(0, Probes).Select(_ => 0.05 + 0.2 * random.NextDouble())]);
    }

    private static IEnumerable<Profile> Draw(double missing)
    {
        var random = new SeededRandom(12);
        for (var s = 0; s < Societies; s++)
        {
            double[] factors = [random.NextNormal(), random.NextNormal()];
            yield return new Profile($"S{s}", ProbeIds, [.. Enumerable.Range(0, Probes).Select(p =>
            {
                var logit = Planted.Means[p] + Planted.Loadings[p].Zip(factors, (a, b) => a * b).Sum() + Math.Sqrt(Planted.Variances[p]) * random.NextNormal();
                return random.NextDouble() < missing ? double.NaN : 1 / (1 + Math.Exp(-logit));
            })]);
        }
    }
}
