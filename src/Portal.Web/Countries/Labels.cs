using Portal.Core.Statistics;
using Portal.Core.Survey;
using Portal.Web.Charts;

namespace Portal.Web.Countries;

/// <summary>How countries, questions and estimates stand in charts and sentences.</summary>
internal static class Labels
{
    public const string NotAsked = "not asked";

    public static ChartLabel Of(Country country) => new(country.Name) { Code = country.Iso3, Address = $"countries/{country.Iso3}" };

    public static ChartLabel Of(Probe probe, Side side = Side.First) => new(Sentence(probe, side)) { Code = probe.Id, Address = Address(probe) };

    public static string Address(Probe probe) => $"questions/{Uri.EscapeDataString(probe.Id)}";

    /// <summary>Where a model is asked the question with this country's demonstrations.</summary>
    public static string Playground(string iso3, Probe probe) => $"./?country={iso3}&probe={Uri.EscapeDataString(probe.Id)}";

    /// <summary>The completed probe without its full stop: <c>Religion is important in my life</c>.</summary>
    public static string Sentence(Probe probe, Side side = Side.First) => probe.Complete(side).TrimEnd('.');

    public static ChartValue? Of(Estimate? estimate) =>
        estimate is null ? null : Value(estimate.Value, estimate.Interval, estimate.Sample?.Count);

    public static ChartValue Value(double value, Interval? interval, double? respondents = null) =>
        new(value, interval?.Lower, interval?.Upper, respondents);

    /// <summary>What the intervals of shares cover; it depends on whether the source gives effective sizes.</summary>
    public static string Intervals(IEnumerable<Estimate?> estimates, string kind = "95 % Wilson intervals over the respondents") =>
        estimates.Select(e => e?.Sample).OfType<SampleSize>().ToList() is var sizes && sizes.Count == 0 ? "No intervals: the source gives no numbers of respondents."
        : sizes.TrueForAll(s => s.IsEffective) ? $"Lines are {kind}, from the effective sample size; clustered sampling is not in them."
        : $"Lines are {kind}; weights and clustered sampling are not in them, so they are somewhat too narrow.";

    public const string AddedErrors = "95 % intervals over the respondents, errors of the questions added: wide enough for any dependence between them";

    public const string OverQuestions = "Lines are 95 % intervals over the questions, as if they were drawn from many like them; respondents’ own error is several times smaller and left out.";
}
