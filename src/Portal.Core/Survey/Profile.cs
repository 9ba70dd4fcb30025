namespace Portal.Core.Survey;

/// <summary>A ground-truth profile: the share of respondents on the first candidate's side, probe by probe (thesis, section 7.3.5).</summary>
/// <param name="Country">ISO 3166-1 alpha-3 code.</param>
/// <param name="ProbeIds">The probes, in order.</param>
/// <param name="SharesFirst">One share in [0, 1] per probe; <see cref="double.NaN"/> where the country has no valid answers.</param>
public sealed record Profile(string Country, IReadOnlyList<string> ProbeIds, IReadOnlyList<double> SharesFirst)
{
    /// <summary>Cosine similarity over the probes that both profiles have, in [0, 1]; <see cref="double.NaN"/> where they share none or one is all zero.</summary>
    /// <exception cref="ArgumentException">The profiles are over different probes.</exception>
    public double Cosine(Profile other)
    {
        if (!ProbeIds.SequenceEqual(other.ProbeIds))
        {
            throw new ArgumentException($"the profiles of {Country} and {other.Country} are over different probes; build both from the same probe set");
        }
        var (dot, mine, theirs) = (0.0, 0.0, 0.0);
        for (var i = 0; i < SharesFirst.Count; i++)
        {
            var (a, b) = (SharesFirst[i], other.SharesFirst[i]);
            if (double.IsNaN(a) || double.IsNaN(b)) { continue; }
            dot += a * b;
            mine += a * a;
            theirs += b * b;
        }
        return dot / Math.Sqrt(mine * theirs);
    }
}
