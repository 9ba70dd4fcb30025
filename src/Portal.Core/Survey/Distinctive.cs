namespace Portal.Core.Survey;

/// <summary>A country's answer to one probe beside those of all other countries that were asked.</summary>
/// <param name="ProbeId">The probe's id.</param>
/// <param name="Share">The country's share of the first side.</param>
/// <param name="OthersMean">Mean of the other countries' shares; a country counts once, whatever its population.</param>
/// <param name="OthersDeviation">Their standard deviation, with n - 1.</param>
/// <param name="Others">Number of other countries.</param>
public sealed record DistinctiveAnswer(string ProbeId, Estimate Share, double OthersMean, double OthersDeviation, int Others)
{
    /// <summary>The country's share minus the others' mean.</summary>
    public double Difference => Share.Value - OthersMean;

    /// <summary><see cref="Difference"/> in standard deviations between the other countries.</summary>
    public double Z => Difference / OthersDeviation;

    /// <summary>Whether the country's own interval excludes the others' mean, which is taken as known; <see langword="null"/> where there is no interval.</summary>
    public bool? IsSeparated => Share.Interval is { } interval ? !interval.Contains(OthersMean) : null;
}

/// <summary>The answers in which a country differs most from the rest.</summary>
public static class Distinctive
{
    /// <summary>Fewer other countries than this have no standard deviation worth the name.</summary>
    public const int LeastOthers = 10;

    /// <summary>All probes that the country and enough others have answers to, by descending |<see cref="DistinctiveAnswer.Z"/>|.</summary>
    /// <exception cref="SurveyException">Unknown country.</exception>
    public static IReadOnlyList<DistinctiveAnswer> Of(SurveyData survey, ProbeSet probes, string iso3, MidpointRule midpoints = MidpointRule.Half)
    {
        var answers = new List<DistinctiveAnswer>();
        foreach (var probe in probes)
        {
            if (survey.GroundTruth(iso3, probe.Id, midpoints) is not { } own) { continue; }
            var others = survey.Countries.Where(c => c.Iso3 != iso3).Select(c => survey.GroundTruth(c.Iso3, probe.Id, midpoints)?.ShareFirst).OfType<double>().ToList();
            if (others.Count < LeastOthers) { continue; }
            var mean = others.Average();
            var deviation = Math.Sqrt(others.Sum(share => (share - mean) * (share - mean)) / (others.Count - 1));
            if (deviation > 0) { answers.Add(new DistinctiveAnswer(probe.Id, Estimate.Of(own), mean, deviation, others.Count)); }
        }
        return [.. answers.OrderByDescending(a => Math.Abs(a.Z))];
    }
}
