using Portal.Core.Statistics;
using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Components.Turns;

namespace Portal.Web.Countries;

/// <summary>All countries on one question, and one country's answers in full: <c>/questions/Q6?country=DEU</c>.</summary>
/// <param name="Country">Whose answers are shown option by option; <see langword="null"/>: nobody's.</param>
public sealed record QuestionView(Probe Probe, Country? Country) : PageView
{
    /// <exception cref="ChartViewException">404: no such question.</exception>
    public static QuestionView Parse(string id, IQueryCollection query, SurveyFigures figures)
    {
        var probe = ProbeOf(id, figures);
        var reader = new QueryReader(query);
        var country = reader.Read("country", null, text => (Country?)figures.Survey.Country(Spelled(text, figures.Survey.Countries.Select(c => c.Iso3))));
        return new(probe, country) { Problems = reader.Problems };
    }

    public override string ToAddress() => $"{Labels.Address(Probe)}{(Country is null ? "" : $"?country={Country.Iso3}")}";

    /// <summary>The answers of the chosen country; <see langword="null"/> where none is chosen or it was not asked.</summary>
    public AnswerShares? Answers(SurveyFigures figures) => Country is null || Probe.Question is null ? null : figures.Survey.Answers(Country.Iso3, Probe.Question);

    public override ChartView Draw(SurveyFigures figures)
    {
        var measure = new AnswerShare(Probe.Id);
        var (values, text) = (figures.Values(measure), MeasureText.Of(measure, figures));
        var charts = new List<Chart>
        {
            new BarChart("bars", text.Title, text.Unit, figures.Provenance, [.. values.Select(v => new BarRow(Labels.Of(v.Country), Labels.Of(v.Estimate), v.Country == Country))])
            {
                Missing = text.Missing,
                Note = text.Note,
                Intervals = MeasureText.Intervals(measure, values),
                LabelName = "Country",
            },
            new MapChart("map", $"{text.Title}, on the map", text.Unit, figures.Provenance, figures.World, [.. values.Select(v => new MapValue(v.Country.Iso3, Labels.Of(v.Country), Labels.Of(v.Estimate), v.Country == Country))])
            {
                Missing = text.Missing,
                LabelName = "Country",
            },
        };
        if (Answers(figures) is { } answers) { charts.Insert(0, Options(answers, figures)); }
        return new(ToAddress(), text.Title, charts);
    }

    private BarChart Options(AnswerShares answers, SurveyFigures figures)
    {
        var labels = figures.Survey.Question(Probe.Id).Options.ToDictionary(o => o.Code, o => o.Label);
        double? sample = answers.EffectiveRespondents ?? answers.Respondents;
        return new("options", $"Every answer in {Figures.Place(Country!.Name)}", ChartUnit.Share, figures.Provenance,
            [.. answers.Shares.OrderBy(s => s.Code).Select(s => new BarRow(labels.GetValueOrDefault(s.Code) ?? $"answer {s.Code}",
                Labels.Value(s.Share, sample is { } n ? Wilson.Interval(s.Share * n, n, Wilson.Level) : null, sample)))], RowOrder.AsGiven)
        {
            LabelName = "Answer",
            Intervals = sample is null ? "No intervals: the source gives no numbers of respondents." : "Lines are 95 % Wilson intervals over the respondents.",
            Note = $"Before folding, as shares of valid answers, {(answers.Basis == "W_WEIGHT" ? "weighted by the survey’s own weights" : "unweighted")}.",
        };
    }
}
