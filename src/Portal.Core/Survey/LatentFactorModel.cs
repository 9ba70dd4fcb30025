using MathNet.Numerics.LinearAlgebra;

namespace Portal.Core.Survey;

/// <summary>
/// A distribution over societies, fitted to surveyed ones: factor analysis (Rubin and Thayer 1982) of the logits of their folded shares,
/// logit(share[probe]) = mean[probe] + loadings[probe] · f + e, with f ~ N(0, I) over <c>rank</c> factors and e ~ N(0, residual variance[probe]).
/// What countries have in common (religious, trusting, permissive, ...) is in the factors, so a drawn society answers related questions
/// as related, but is none that was surveyed. Immutable and safe to share between threads.
/// </summary>
public sealed class LatentFactorModel
{
    private const double LeastShare = 1e-3;             // one respondent of a usual sample: keeps the logit of 0 and 1 finite
    private const double LeastVariance = 4e-3;          // logit variance of an even share among 1,000 respondents: no probe is known better
    private const int MaxIterations = 500;
    private const double Converged = 1e-4;              // largest change of a loading, in logits
    private readonly Matrix<double> _loadings;          // [probe, factor]
    private readonly double[] _means;                   // [probe]
    private readonly double[] _variances;               // [probe]

    private LatentFactorModel(IReadOnlyList<string> probeIds, double[] means, Matrix<double> loadings, double[] variances) =>
        (ProbeIds, _means, _loadings, _variances) = (probeIds, means, loadings, variances);

    /// <summary>The probes, in the order of every vector.</summary>
    public IReadOnlyList<string> ProbeIds { get; }

    /// <summary>Number of factors.</summary>
    public int Rank => _loadings.ColumnCount;

    /// <summary>Mean logit per probe.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>Variance per probe, in logits squared, that the factors leave unexplained.</summary>
    public IReadOnlyList<double> ResidualVariances => _variances;

    /// <summary>Fits the model by expectation-maximisation; missing shares are left out, not filled in.</summary>
    /// <param name="societies">Profiles over the same probes; each probe has a share in at least one.</param>
    /// <param name="rank">Number of factors, fewer than societies.</param>
    /// <param name="ridge">Precision of a normal prior of mean 0 on every loading: 1 says that loadings are about one logit; 0 is no prior.</param>
    /// <exception cref="ArgumentException">The profiles do not fit together, or a probe has no share at all.</exception>
    public static LatentFactorModel Fit(IReadOnlyList<Profile> societies, int rank, double ridge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        if (rank < 1 || rank >= societies.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"the rank must be at least 1 and below the number of societies, {societies.Count}");
        }
        var probeIds = societies[0].ProbeIds;
        if (societies.FirstOrDefault(s => !s.ProbeIds.SequenceEqual(probeIds)) is { } odd)
        {
            throw new ArgumentException($"the profile of {odd.Country} is over other probes than that of {societies[0].Country}", nameof(societies));
        }
        var logits = Matrix<double>.Build.Dense(societies.Count, probeIds.Count, (s, p) => Logit(societies[s].SharesFirst[p]));
        var means = new double[probeIds.Count];
        for (var p = 0; p < means.Length; p++)
        {
            means[p] = logits.Column(p).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            if (double.IsNaN(means[p])) { throw new ArgumentException($"no society has answers to {probeIds[p]}; leave the probe out", nameof(societies)); }
        }
        var model = new LatentFactorModel(probeIds, means, PrincipalComponents(logits, means, rank), [.. Enumerable.Repeat(1.0, means.Length)]);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var next = model.Maximise(logits, model.Factors(logits), ridge);
            var change = (next._loadings - model._loadings).Enumerate().Max(Math.Abs);
            model = next;
            if (change < Converged) { break; }
        }
        return model;
    }

    /// <summary>A society that was never surveyed: one share in (0, 1) per probe.</summary>
    public double[] Sample(SeededRandom random)
    {
        var factors = Vector<double>.Build.Dense(Rank, _ => random.NextNormal());
        var common = _loadings * factors;
        return [.. _means.Select((mean, p) => 1 / (1 + Math.Exp(-(mean + common[p] + Math.Sqrt(_variances[p]) * random.NextNormal()))))];
    }

    /// <summary>Covariance of two probes' logits over societies.</summary>
    public double Covariance(int probe, int other) =>
        _loadings.Row(probe) * _loadings.Row(other) + (probe == other ? _variances[probe] : 0);

    /// <summary>E step: mean m and covariance V of every society's factors, given the shares it has.</summary>
    private List<(Vector<double> Mean, Matrix<double> Covariance)> Factors(Matrix<double> logits)
    {
        var posteriors = new List<(Vector<double> Mean, Matrix<double> Covariance)>();
        for (var s = 0; s < logits.RowCount; s++)
        {
            var precision = new double[Rank, Rank];
            var pull = new double[Rank];
            for (var i = 0; i < Rank; i++) { precision[i, i] = 1; }
            for (var p = 0; p < _means.Length; p++)
            {
                if (double.IsNaN(logits[s, p])) { continue; }
                for (var i = 0; i < Rank; i++)
                {
                    var weighted = _loadings[p, i] / _variances[p];
                    pull[i] += weighted * (logits[s, p] - _means[p]);
                    for (var j = 0; j < Rank; j++) { precision[i, j] += weighted * _loadings[p, j]; }
                }
            }
            var covariance = Matrix<double>.Build.DenseOfArray(precision).Inverse();
            posteriors.Add((covariance * Vector<double>.Build.Dense(pull), covariance));
        }
        return posteriors;
    }

    /// <summary>M step: per probe, a ridge regression of the logits on (1, f), f known through its mean and covariance, and what it leaves unexplained.</summary>
    private LatentFactorModel Maximise(Matrix<double> logits, List<(Vector<double> Mean, Matrix<double> Covariance)> factors, double ridge)
    {
        var (means, loadings, variances) = (new double[_means.Length], Matrix<double>.Build.Dense(_means.Length, Rank), new double[_means.Length]);
        var moments = factors.ConvertAll(f =>
        {
            var one = Matrix<double>.Build.Dense(Rank + 1, Rank + 1);
            one.SetSubMatrix(1, 1, f.Covariance);
            var expanded = Expand(f.Mean);
            return (Mean: expanded, Second: one + expanded.OuterProduct(expanded));       // E[(1, f)], E[(1, f)(1, f)ᵀ]
        });
        for (var p = 0; p < means.Length; p++)
        {
            var (second, cross, squares, count) = (Matrix<double>.Build.Dense(Rank + 1, Rank + 1), Vector<double>.Build.Dense(Rank + 1), 0.0, 0);
            for (var s = 0; s < moments.Count; s++)
            {
                var logit = logits[s, p];
                if (double.IsNaN(logit)) { continue; }
                second += moments[s].Second;
                cross += moments[s].Mean * logit;
                squares += logit * logit;
                count++;
            }
            var penalised = second.Clone();
            for (var i = 1; i <= Rank; i++) { penalised[i, i] += ridge * _variances[p]; }
            var weights = penalised.Cholesky().Solve(cross);
            means[p] = weights[0];
            loadings.SetRow(p, weights.SubVector(1, Rank));
            variances[p] = Math.Max(LeastVariance, (squares - 2 * (weights * cross) + weights * (second * weights)) / count);
        }
        return new LatentFactorModel(ProbeIds, means, loadings, variances).Standardise(factors);
    }

    /// <summary>
    /// The same model with factors of mean 0 and covariance I over the fitted societies (parameter-expanded EM, Liu, Rubin and Wu 1998). Without this step the
    /// ridge would trade large factors for small loadings, drawn societies would vary too little, and the fit would take long.
    /// </summary>
    private LatentFactorModel Standardise(List<(Vector<double> Mean, Matrix<double> Covariance)> factors)
    {
        var mean = factors.Aggregate(Vector<double>.Build.Dense(Rank), (sum, f) => sum + f.Mean) / factors.Count;
        var covariance = factors.Aggregate(
            Matrix<double>.Build.Dense(Rank, Rank), (sum, f) => sum + f.Covariance + (f.Mean - mean).OuterProduct(f.Mean - mean)) / factors.Count;
        var shift = _loadings * mean;
        return new LatentFactorModel(ProbeIds, [.. _means.Select((m, p) => m + shift[p])], _loadings * covariance.Cholesky().Factor, _variances);
    }

    /// <summary>Starting loadings: the leading components of the centred logits, with 0 for what is missing.</summary>
    private static Matrix<double> PrincipalComponents(Matrix<double> logits, double[] means, int rank)
    {
        var centred = logits.MapIndexed((_, p, logit) => double.IsNaN(logit) ? 0 : logit - means[p]);
        var svd = centred.Svd();
        return Matrix<double>.Build.Dense(means.Length, rank, (p, i) => svd.VT[i, p] * svd.S[i] / Math.Sqrt(logits.RowCount));
    }

    private static Vector<double> Expand(Vector<double> factors) => Vector<double>.Build.Dense(factors.Count + 1, i => i == 0 ? 1 : factors[i - 1]);

    private static double Logit(double share)
    {
        share = double.IsNaN(share) ? share : Math.Clamp(share, LeastShare, 1 - LeastShare);
        return Math.Log(share / (1 - share));
    }
}
