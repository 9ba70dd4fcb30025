using Portal.Core.Survey;
using Portal.Web.Charts;

namespace Portal.Web.Countries;

/// <summary>All countries on one measure: <c>/countries?measure=answer:Q6&amp;sort=name</c>.</summary>
/// <param name="Sort">One of <see cref="Sorts"/>.</param>
public sealed record CountriesView(Measure Measure, string Sort) : PageView
{
    public static readonly IReadOnlyList<string> Sorts = ["highest", "lowest", "name"];

    private static readonly ChartUnit s_scores = new("component score", "", 1, 2);

    public static CountriesView Parse(IQueryCollection query, SurveyFigures figures)
    {
        var reader = new QueryReader(query);
        var measure = reader.Read<Measure>("measure", Standard(figures), text => Measure.Parse(text, figures.Survey, figures.Probes));
        var sort = reader.Word("sort", Sorts);
        return new(measure, sort) { Problems = reader.Problems };
    }

    /// <summary>How important religion is, where countries differ most visibly; the first question where a probe set lacks it.</summary>
    public static Measure Standard(SurveyFigures figures) => new AnswerShare((figures.Probes.Find("Q6") ?? figures.Probes[0]).Id);

    public override string ToAddress() => $"countries?measure={Escaped(Measure.ToString())}{(Sort == Sorts[0] ? "" : $"&sort={Sort}")}";

    /// <summary>In the order asked for; countries without a figure last.</summary>
    public IReadOnlyList<CountryValue> Rows(SurveyFigures figures)
    {
        var values = figures.Values(Measure).OrderBy(v => v.Estimate is null);
        return [.. Sort switch
        {
            "highest" => values.ThenByDescending(v => v.Estimate?.Value),
            "lowest" => values.ThenBy(v => v.Estimate?.Value),
            _ => figures.Values(Measure).OrderBy(v => v.Country.Name, StringComparer.InvariantCulture),
        }];
    }

    public override ChartView Draw(SurveyFigures figures)
    {
        var (text, rows) = (MeasureText.Of(Measure, figures), Rows(figures));
        var own = (Measure as SimilarityTo)?.Iso3;
        var intervals = MeasureText.Intervals(Measure, rows);
        return new(ToAddress(), text.Title,
        [
            new MapChart("map", text.Title, text.Unit, figures.Provenance, figures.World, [.. rows.Select(r => new MapValue(r.Country.Iso3, Labels.Of(r.Country), Labels.Of(r.Estimate), r.Country.Iso3 == own))])
            {
                Missing = text.Missing,
                Note = text.Note,
                LabelName = "Country",
            },
            new BarChart("bars", $"{text.Title}, country by country", text.Unit, figures.Provenance,
                [.. rows.Select(r => new BarRow(Labels.Of(r.Country), Labels.Of(r.Estimate), r.Country.Iso3 == own))], RowOrder.AsGiven)
            {
                Marks = Measure is SimilarityTo ? BarMarks.Dots : BarMarks.Bars,
                Missing = text.Missing,
                Intervals = intervals,
                LabelName = "Country",
            },
            Plane(figures, own),
        ]);
    }

    private static ScatterChart Plane(SurveyFigures figures, string? highlighted)
    {
        var plane = figures.Plane;
        string Ends(int axis) => string.Join("; ", plane.LargestLoadings(axis, 3).Select(l => $"“{Labels.Sentence(figures.Probes[l.ProbeId], l.Loading > 0 ? Side.First : Side.Second)}”"));
        var left = plane.LeftOutCountries.Count == 0 ? "" : $" Left out, with fewer than {100 * CountryPlane.LeastCoverage} % of the questions: {string.Join(", ", plane.LeftOutCountries.Select(l => l.Country.Name))}.";
        return new("plane", "All countries by all their answers", s_scores, figures.Provenance,
            new("First component", plane.Explained[0]), new("Second component", plane.Explained[1]),
            [.. plane.Points.Select(p => new ScatterPoint(Labels.Of(p.Country), p.X, p.Y, p.Country.Iso3 == highlighted))])
        {
            LabelName = "Country",
            Note = $"The first two principal components of {plane.ProbeIds.Count} questions that all {plane.Points.Count} shown countries answered: near countries answer alike. " +
                $"To the right, more say {Ends(0)}. Upwards, more say {Ends(1)}.{left}",
        };
    }
}
