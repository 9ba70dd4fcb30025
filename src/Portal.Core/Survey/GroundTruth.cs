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
/// <param name="ShareFirst">Share of respondents on the first candidate's side, in [0, 1]; half of an exact midpoint counts for each side.</param>
/// <param name="Respondents">
/// Unweighted valid answers behind the share, without those the folding excludes (their number is taken from the share, so it may be off by a few
/// where the figures are weighted); <see langword="null"/> where the source publishes none.
/// </param>
/// <param name="Basis"><c>W_WEIGHT</c> or <c>unweighted</c>.</param>
/// <param name="Source">Letter of the source file, see <c>data/survey/README.md</c>.</param>
public sealed record GroundTruth(string Country, string ProbeId, double ShareFirst, int? Respondents, string Basis, string Source)
{
    /// <summary>The side with more respondents; an exact tie counts as the first.</summary>
    public Side Majority => ShareFirst >= 0.5 ? Side.First : Side.Second;

    /// <summary>Share of respondents on <paramref name="side"/>, in [0, 1].</summary>
    public double Share(Side side) => side == Side.First ? ShareFirst : 1 - ShareFirst;

    /// <summary>
    /// The 95 % Wilson interval of <see cref="Share"/>; <see langword="null"/> where the number of respondents is not published. What is random is the
    /// respondent; weights and sampling design are not accounted for, so it is somewhat too narrow.
    /// </summary>
    public Interval? Interval(Side side) => Respondents is { } n ? Wilson.Interval(Share(side) * n, n) : null;
}
