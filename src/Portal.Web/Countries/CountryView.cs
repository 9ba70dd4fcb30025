using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Components.Turns;

namespace Portal.Web.Countries;

/// <summary>One country beside the others: <c>/countries/DEU</c>.</summary>
public sealed record CountryView(Country Country) : PageView
{
    /// <summary>Answers named as most distinctive.</summary>
    public const int Most = 12;

    /// <summary>Of those, told in sentences.</summary>
    public const int Sayings = 5;

    /// <summary>Countries shown at either end of the similarities.</summary>
    public const int Nearest = 10;

    public const int Farthest = 5;

    /// <exception cref="ChartViewException">404: no such country.</exception>
    public static CountryView Parse(string iso3, SurveyFigures figures) => new(CountryOf(iso3, figures));

    public override string ToAddress() => $"countries/{Country.Iso3}";

    /// <summary>The questions without answers from this country.</summary>
    public IReadOnlyList<Probe> Missing(SurveyFigures figures) => [.. figures.Probes.Where(p => figures.Survey.GroundTruth(Country.Iso3, p.Id) is null)];

    /// <summary>Whether enough questions of any category were asked for a mean.</summary>
    public bool HasProfile(SurveyFigures figures) => figures.Categories.Any(category => figures.Values(new CategoryMean(category)).First(v => v.Country == Country).Estimate is not null);

    public override ChartView Draw(SurveyFigures figures)
    {
        var charts = new List<Chart>();
        if (HasProfile(figures)) { charts.Add(Profile(figures)); }
        if (figures.DistinctiveOf(Country.Iso3).Count > 0) { charts.Add(DistinctiveChart(figures)); }
        charts.Add(Similar(figures));
        return new(ToAddress(), Country.Name, charts);
    }

    private DumbbellChart Profile(SurveyFigures figures)
    {
        var rows = figures.Categories.Select(category =>
        {
            var values = figures.Values(new CategoryMean(category));
            var own = values.First(v => v.Country == Country).Estimate;
            var others = values.Where(v => v.Country != Country && v.Estimate is not null).Select(v => v.Estimate!.Value).ToList();
            ChartValue? mean = others.Count == 0 ? null : new(others.Average());
            bool? told = own?.Interval is { } interval && mean is not null ? !interval.Contains(mean.Value) : null;
            return (Own: own, Row: new DumbbellRow(new ChartLabel(category) { Address = $"countries?measure=category:{Slug.Of(category)}" }, [Labels.Of(own), mean], told));
        }).ToList();
        return new("profile", $"{Country.Name} by category", new ChartUnit("mean share of the first side", "%", 100, 1) { Minimum = 0, Maximum = 1 }, ChartUnit.Points with { Decimals = 1 }, figures.Provenance,
            [Labels.Of(Country), "Mean of the other countries"], [.. rows.Select(r => r.Row)])
        {
            LabelName = "Category",
            Missing = "too few questions asked",
            Intervals = Labels.Intervals(rows.Select(r => r.Own), Labels.AddedErrors),
            Note = "The mean over a category’s questions of the share on the first side; it is not a scale, since the first sides of two questions need not mean the same. Where the country’s interval holds the others’ mean, the two are not told apart.",
        };
    }

    private DumbbellChart DistinctiveChart(SurveyFigures figures)
    {
        var answers = figures.DistinctiveOf(Country.Iso3).Take(Most).ToList();
        return new("distinctive", $"What sets {Figures.Place(Country.Name)} apart", ChartUnit.Share, ChartUnit.Points, figures.Provenance,
            [Labels.Of(Country), "Mean of the other countries"],
            [.. answers.Select(answer => new DistinctiveSaying(figures.Probes[answer.ProbeId], answer)).Select(said =>
                new DumbbellRow(Labels.Of(said.Probe, said.Side), [said.Value, new(said.Others)], said.Answer.IsSeparated))], RowOrder.AsGiven)
        {
            LabelName = "Answer",
            Intervals = Labels.Intervals(answers.Select(a => a.Share)),
            Note = $"The {answers.Count} answers that lie farthest from the other countries’ mean, in standard deviations between those countries.",
        };
    }

    private BarChart Similar(SurveyFigures figures)
    {
        var all = figures.Neighbours(Country.Iso3).NearestFirst;
        var shown = all.Count <= Nearest + Farthest ? all : [.. all.Take(Nearest), .. all.TakeLast(Farthest)];
        return new("neighbours", "Nearest and farthest countries", ChartUnit.Cosine, figures.Provenance, [.. shown.Select(n => new BarRow(Labels.Of(n.Country), Labels.Of(n.Similarity)))])
        {
            Marks = BarMarks.Dots,
            LabelName = "Country",
            Intervals = Labels.OverQuestions,
            Note = shown.Count < all.Count ? $"The {Nearest} nearest and the {Farthest} farthest of {all.Count} countries, by the cosine of their answers." : "By the cosine of their answers.",
        };
    }
}

/// <summary>A distinctive answer as a sentence of the side that is more common here than elsewhere.</summary>
public sealed record DistinctiveSaying(Probe Probe, DistinctiveAnswer Answer)
{
    public Side Side => Answer.Difference >= 0 ? Side.First : Side.Second;

    public string Sentence => Labels.Sentence(Probe, Side);

    /// <summary>The other countries' mean on this side.</summary>
    public double Others => Side == Side.First ? Answer.OthersMean : 1 - Answer.OthersMean;

    /// <summary>The country's share on this side.</summary>
    public ChartValue Value
    {
        get
        {
            var share = Answer.Share;
            return Side == Side.First ? Labels.Of(share)!
                : new(1 - share.Value, 1 - share.Interval?.Upper, 1 - share.Interval?.Lower, share.Sample?.Count);
        }
    }
}
