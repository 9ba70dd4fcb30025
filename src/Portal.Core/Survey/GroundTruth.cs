using Portal.Core.Statistics;

namespace Portal.Core.Survey;

/// <summary>A surveyed society.</summary>
/// <param name="Iso3">ISO 3166-1 alpha-3 code: <c>PAK</c>; <c>NIR</c> for Northern Ireland, which has none.</param>
/// <param name="Name">English short name.</param>
/// <param name="Language">BCP 47 tag of the language that stands for this country in the experiments; <see langword="null"/> for all but fourteen.</param>
public sealed record Country(string Iso3, string Name, string? Language = null);

/// <summary>How the respondents of one country answered one probe, folded onto its two candidates (thesis, section 8.4.2).</summary>
/// <param name="Country">ISO 3166-1 alpha-3 code.</param>
/// <param name="ProbeId">The probe's id.</param>
/// <param name="ShareFirst">Share of respondents on the first candidate's side, in [0, 1]; a <see cref="MidpointRule"/> says where a midpoint counts.</param>
/// <param name="Respondents">
/// Unweighted valid answers behind the share, without those the folding excludes (their number is taken from the share, so it may be off by a few
/// where the figures are weighted); <see langword="null"/> where the source publishes none.
/// </param>
/// <param name="Basis"><c>W_WEIGHT</c> or <c>unweighted</c>.</param>
/// <param name="Source">Letter of the source file, see <c>data/survey/README.md</c>.</param>
/// <param name="EffectiveRespondents">
/// Effective sample size behind the share (<see cref="EffectiveSize"/>), without answers that the folding excludes; <see langword="null"/> where the
/// source gives none.
/// </param>
public sealed record GroundTruth(
    string Country, string ProbeId, double ShareFirst, int? Respondents, string Basis, string Source, double? EffectiveRespondents = null)
{
    /// <summary>The side with more respondents; an exact tie counts as the first.</summary>
    public Side Majority => ShareFirst >= 0.5 ? Side.First : Side.Second;

    /// <summary>Share of respondents on <paramref name="side"/>, in [0, 1].</summary>
    public double Share(Side side) => side == Side.First ? ShareFirst : 1 - ShareFirst;

    /// <summary>The number of respondents that intervals are made from: the effective one where there is one; <see langword="null"/> where none is published.</summary>
    public SampleSize? SampleSize() =>
        EffectiveRespondents is { } effective ? new SampleSize(effective, IsEffective: true)
        : Respondents is { } n ? new SampleSize(n, IsEffective: false)
        : null;

    /// <summary>
    /// The Wilson interval of <see cref="Share"/> from <see cref="SampleSize"/>; <see langword="null"/> where no number of respondents is published. What is
    /// random is the respondent. Without an effective number, weights are not accounted for, and clustered sampling never is, so it is somewhat too
    /// narrow; a respondent on the midpoint who counts half for each side varies less than the interval assumes.
    /// </summary>
    /// <param name="level">Confidence level.</param>
    public Interval? Interval(Side side, double level = Wilson.Level) =>
        SampleSize() is { } sample ? Wilson.Interval(Share(side) * sample.Count, sample.Count, level) : null;
}
