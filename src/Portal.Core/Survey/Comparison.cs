using Portal.Core.Statistics;

namespace Portal.Core.Survey;

/// <summary>The largest difference between two of the compared countries on one row.</summary>
/// <param name="Higher">Code of the country with the highest value.</param>
/// <param name="Lower">Code of the country with the lowest.</param>
/// <param name="Value">Highest minus lowest, in [0, 1].</param>
/// <param name="Interval">
/// Interval of <see cref="Value"/>; <see langword="null"/> where a source publishes no numbers of respondents. What is random is the respondent. Among k
/// countries the pair was picked from k(k-1)/2, and each of those gets a level that makes all of them hold together with 95 % (Bonferroni); two countries get
/// 95 %. It holds for one row: of 237 rows without a difference about twelve still show one.
/// </param>
public sealed record Difference(string Higher, string Lower, double Value, Interval? Interval)
{
    /// <summary>Whether the interval tells the two apart; <see langword="null"/> where there is none.</summary>
    public bool? IsSeparated => Interval is { } interval ? !interval.Contains(0) : null;
}

/// <summary>One question or category in several countries.</summary>
/// <param name="Id">The probe's id, or the category's <see cref="Slug"/>.</param>
/// <param name="Category">The category's name.</param>
/// <param name="Estimates">One per country, in the order asked for; <see langword="null"/> where a country has no answers.</param>
/// <param name="Largest"><see langword="null"/> where fewer than two countries have a value.</param>
public sealed record ComparedRow(string Id, string Category, IReadOnlyList<Estimate?> Estimates, Difference? Largest);

/// <summary>Two or more countries side by side, by question and by category, the largest difference first and rows without one last.</summary>
public static class Comparison
{
    /// <summary>The share of the first side of every probe.</summary>
    /// <param name="countries">Codes of at least two countries, each once.</param>
    /// <exception cref="SurveyException">An unknown country, one twice, or fewer than two.</exception>
    public static IReadOnlyList<ComparedRow> OfQuestions(
        SurveyData survey, ProbeSet probes, IReadOnlyList<string> countries, MidpointRule midpoints = MidpointRule.Half)
    {
        Check(survey, countries);
        return Sorted(probes.Select(probe => Row(
            probe.Id,
            probe.Category ?? "",
            countries,
            [.. countries.Select(c => survey.GroundTruth(c, probe.Id, midpoints) is { } truth ? (GroundTruth[])[truth] : [])])));
    }

    /// <summary>
    /// The mean of the first side's shares of every category, over the questions that all of the countries have, so that like is compared with like; none where
    /// they share none. Intervals are those of <see cref="Estimate.Mean"/>.
    /// </summary>
    /// <param name="countries">Codes of at least two countries, each once.</param>
    /// <exception cref="SurveyException">An unknown country, one twice, or fewer than two.</exception>
    public static IReadOnlyList<ComparedRow> OfCategories(
        SurveyData survey, ProbeSet probes, IReadOnlyList<string> countries, MidpointRule midpoints = MidpointRule.Half)
    {
        Check(survey, countries);
        return Sorted(probes.GroupBy(p => p.Category ?? "").Select(category =>
        {
            var shared = category.Select(p => countries.Select(c => survey.GroundTruth(c, p.Id, midpoints)).OfType<GroundTruth>().ToList())
                .Where(truths => truths.Count == countries.Count).ToList();
            return Row(Slug.Of(category.Key), category.Key, countries, [.. countries.Select((_, i) => shared.Select(truths => truths[i]).ToArray())]);
        }));
    }

    private static void Check(SurveyData survey, IReadOnlyList<string> countries)
    {
        if (countries.Count < 2) { throw new SurveyException("a comparison needs at least two countries; add one"); }
        foreach (var iso3 in countries)
        {
            if (countries.Count(c => c == survey.Country(iso3).Iso3) > 1) { throw new SurveyException($"{iso3} is compared with itself; remove one"); }
        }
    }

    private static ComparedRow Row(string id, string category, IReadOnlyList<string> countries, IReadOnlyList<GroundTruth[]> truths)
    {
        Estimate?[] estimates = [.. truths.Select(t => t.Length == 0 ? null : Estimate.Mean(t))];
        var present = Enumerable.Range(0, countries.Count).Where(i => estimates[i] is not null).ToList();
        if (present.Count < 2) { return new ComparedRow(id, category, estimates, null); }
        var high = present.MaxBy(i => estimates[i]!.Value);
        var low = present.Where(i => i != high).MinBy(i => estimates[i]!.Value);
        var pairs = present.Count * (present.Count - 1) / 2;
        var level = pairs == 1 ? Wilson.Level : 1 - (1 - Wilson.Level) / pairs;
        var (above, below) = (Estimate.Mean(truths[high], level), Estimate.Mean(truths[low], level));
        Interval? interval = above.Interval is { } a && below.Interval is { } b ? Mover.Difference(above.Value, a, below.Value, b) : null;
        return new ComparedRow(id, category, estimates, new Difference(countries[high], countries[low], above.Value - below.Value, interval));
    }

    /// <summary>Ties keep the survey's order.</summary>
    private static IReadOnlyList<ComparedRow> Sorted(IEnumerable<ComparedRow> rows) => [.. rows.OrderByDescending(r => r.Largest?.Value ?? -1)];
}
