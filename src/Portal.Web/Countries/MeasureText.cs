using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Components.Turns;

namespace Portal.Web.Countries;

/// <summary>What a measure is called and how it is read.</summary>
/// <param name="Title">Its name as a heading.</param>
/// <param name="Unit">What its values are counted in.</param>
/// <param name="Missing">Why a country has no value.</param>
/// <param name="Note">What a careful reader should know.</param>
internal sealed record MeasureText(string Title, ChartUnit Unit, string Missing, string? Note)
{
    public static MeasureText Of(Measure measure, SurveyFigures figures) => measure switch
    {
        AnswerShare answer when figures.Probes[answer.ProbeId] is var probe =>
            new(Labels.Sentence(probe), ChartUnit.Share, Labels.NotAsked, $"Respondents on the side “{probe.First}”; the others are on the side “{probe.Second}”."),
        CategoryMean category => new(
            $"{category.Category}: mean of its first answers", new ChartUnit("mean share of the first side", "%", 100, 1) { Minimum = 0, Maximum = 1 }, "too few questions asked",
            "The mean over the category’s questions of the share on the first side. It is not a scale: the first sides of two questions need not mean the same. Alike countries have alike means, not the reverse."),
        SimilarityTo to => new(
            $"How alike countries answer to {Figures.Place(figures.Survey.Country(to.Iso3).Name)}", ChartUnit.Cosine, "too few shared questions",
            "The cosine of two countries’ shares over the questions that both have. Even countries with little in common are well above 0: only the order means something."),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, null),
    };

    public static string Intervals(Measure measure, IReadOnlyList<CountryValue> values) => measure switch
    {
        SimilarityTo => Labels.OverQuestions,
        CategoryMean => Labels.Intervals(values.Select(v => v.Estimate), Labels.AddedErrors),
        _ => Labels.Intervals(values.Select(v => v.Estimate)),
    };

    /// <summary>What the figures say, in one or two sentences.</summary>
    public static string Summary(Measure measure, IReadOnlyList<CountryValue> values, SurveyFigures figures)
    {
        var own = (measure as SimilarityTo)?.Iso3;
        var known = values.Where(v => v.Estimate is not null && v.Country.Iso3 != own).OrderByDescending(v => v.Estimate!.Value).ToList();
        if (known.Count == 0) { return "No country has a figure."; }
        var unit = Of(measure, figures).Unit;
        string Said(CountryValue value) => $"{Figures.Place(value.Country.Name)} ({unit.Format(value.Estimate!.Value)})";
        var (high, low) = (known[0], known[^1]);
        return measure switch
        {
            SimilarityTo => $"Nearest is {Said(high)}, farthest {Said(low)}; {Of(values)}.",
            AnswerShare => $"In {Figures.Place(high.Country.Name)} {unit.Format(high.Estimate!.Value)} of the respondents are on this side, in {Figures.Place(low.Country.Name)} {unit.Format(low.Estimate!.Value)}; {Of(values)}.",
            _ => $"Highest in {Said(high)}, lowest in {Said(low)}; {Of(values)}.",
        };
    }

    private static string Of(IReadOnlyList<CountryValue> values) => values.All(v => v.Estimate is not null) ? $"all {values.Count} countries have a figure" : $"{values.Count(v => v.Estimate is not null)} of {values.Count} countries have a figure";
}
