using Portal.Core.Statistics;

namespace Portal.Core.Survey;

/// <summary>The number of respondents that an interval is made from.</summary>
/// <param name="Count">Respondents, unweighted, or their effective number.</param>
/// <param name="IsEffective">Whether weights are accounted for (<see cref="EffectiveSize"/>); if not, an interval of weighted figures is somewhat too narrow.</param>
public readonly record struct SampleSize(double Count, bool IsEffective);

/// <summary>A figure computed from the survey. Whoever shows it names what is random in it.</summary>
/// <param name="Value">A share, a mean of shares or a similarity, in [0, 1].</param>
/// <param name="Interval">95 % interval; <see langword="null"/> where the source publishes no numbers of respondents, or nothing is random.</param>
/// <param name="Sample">Respondents behind the figure, the fewest of any question in it; <see langword="null"/> where a source publishes none.</param>
/// <param name="Questions">Questions behind the figure.</param>
public sealed record Estimate(double Value, Interval? Interval, SampleSize? Sample, int Questions = 1)
{
    /// <summary>The share of the first side. What is random is the respondent.</summary>
    public static Estimate Of(GroundTruth truth) => new(truth.ShareFirst, truth.Interval(Side.First), truth.SampleSize());

    /// <summary>
    /// The mean of the first side's shares over questions. What is random is the respondent. The same respondents answered all of them, and the
    /// figures do not say how their answers hang together, so the errors are added, not their squares: by the Cauchy-Schwarz inequality the interval is
    /// wide enough for any dependence, and wider than needed for most.
    /// </summary>
    /// <param name="truths">One country's answers to at least one question.</param>
    /// <param name="level">Confidence level of the interval.</param>
    public static Estimate Mean(IReadOnlyList<GroundTruth> truths, double level = Wilson.Level)
    {
        var intervals = truths.Select(t => t.Interval(Side.First, level)).OfType<Interval>().ToList();
        var known = intervals.Count == truths.Count;
        return new Estimate(
            truths.Average(t => t.ShareFirst),
            known ? new Interval(intervals.Average(i => i.Lower), intervals.Average(i => i.Upper)) : null,
            known ? truths.Select(t => t.SampleSize()!.Value).MinBy(s => s.Count) : null,
            truths.Count);
    }
}
