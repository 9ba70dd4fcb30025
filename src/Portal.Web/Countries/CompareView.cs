using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Charts.Drawing;
using Portal.Web.Components.Turns;

namespace Portal.Web.Countries;

/// <summary>Two to six countries side by side: <c>/compare?c=DEU~PAK&amp;category=religious-values&amp;show=all</c>.</summary>
/// <param name="Category">Only the questions of this category; <see langword="null"/>: of all.</param>
/// <param name="ShowsAll">All questions, not only those with the largest differences.</param>
public sealed record CompareView(IReadOnlyList<Country> Countries, string? Category, bool ShowsAll) : PageView
{
    /// <summary>Questions shown unless all are asked for.</summary>
    public const int Most = 30;

    /// <summary>The two pairs of the paper: little and much alike.</summary>
    public static readonly IReadOnlyList<string> Examples = ["DEU~PAK", "VNM~SRB"];

    public static CompareView Parse(IQueryCollection query, SurveyFigures figures)
    {
        var reader = new QueryReader(query);
        var asked = reader.List("c");
        var countries = asked.Select(code => reader.Parse("c", null, code, text => (Country?)figures.Survey.Country(Spelled(text, figures.Survey.Countries.Select(c => c.Iso3))))).OfType<Country>().Distinct().ToList();
        if (countries.Count > DumbbellChart.MostSeries)
        {
            reader.Report("c", $"{countries.Count} countries are given; at most {DumbbellChart.MostSeries} are compared, and the first {DumbbellChart.MostSeries} are shown");
            countries = countries[..DumbbellChart.MostSeries];
        }
        if (countries.Count < 2)
        {
            if (asked.Count > 0 && reader.Problems.Count == 0) { reader.Report("c", "a comparison needs two countries; add one"); }
            countries = [.. countries.Concat(Standard(figures)).Distinct().Take(2)];
        }
        var category = reader.Read("category", null, text => (string?)((CategoryMean)Measure.Parse($"category:{text}", figures.Survey, figures.Probes)).Category);
        var show = reader.Word("show", "largest", "all");
        return new(countries, category, show == "all") { Problems = reader.Problems };
    }

    public override string ToAddress() =>
        $"compare?c={string.Join('~', Countries.Select(c => c.Iso3))}{(Category is null ? "" : $"&category={Escaped(Slug.Of(Category))}")}{(ShowsAll ? "&show=all" : "")}";

    /// <summary><c>The United States, Germany and Pakistan</c>.</summary>
    public string Title => ChartText.Capital($"{string.Join(", ", Countries.SkipLast(1).Select(c => Figures.Place(c.Name)))} and {Figures.Place(Countries[^1].Name)}");

    /// <summary>The questions of the chosen category, the largest difference first.</summary>
    public IReadOnlyList<ComparedRow> Questions(SurveyFigures figures) =>
        [.. Comparison.OfQuestions(figures.Survey, figures.Probes, [.. Countries.Select(c => c.Iso3)]).Where(r => Category is null || r.Category == Category)];

    public override ChartView Draw(SurveyFigures figures)
    {
        var (questions, categories) = (Questions(figures), Comparison.OfCategories(figures.Survey, figures.Probes, [.. Countries.Select(c => c.Iso3)]));
        var shown = ShowsAll ? questions : [.. questions.Take(Most)];
        ChartLabel[] series = [.. Countries.Select(Labels.Of)];
        var pairs = Countries.Count > 2 ? $" Among {Countries.Count} countries the widest pair of each row is tested, at a level that makes all pairs of the row hold together." : "";
        return new(ToAddress(), Title,
        [
            new DumbbellChart("questions", Category is null ? "Question by question" : $"{Category}, question by question", ChartUnit.Share, ChartUnit.Points, figures.Provenance, series,
                [.. shown.Select(r => new DumbbellRow(Labels.Of(figures.Probes[r.Id]), [.. r.Estimates.Select(Labels.Of)], r.Largest?.IsSeparated))], RowOrder.AsGiven)
            {
                LabelName = "Answer",
                Missing = Labels.NotAsked,
                Intervals = Labels.Intervals(questions.SelectMany(r => r.Estimates)),
                Note = $"{(shown.Count < questions.Count ? $"The {shown.Count} largest differences of {questions.Count} questions." : $"All {questions.Count} questions, the largest difference first.")} " +
                    $"Hollow marks: the 95 % interval of the difference holds 0.{pairs}",
            },
            new DumbbellChart("categories", "Category by category", new ChartUnit("mean share of the first side", "%", 100, 1) { Minimum = 0, Maximum = 1 }, ChartUnit.Points with { Decimals = 1 }, figures.Provenance, series,
                [.. categories.Select(r => new DumbbellRow(new ChartLabel(r.Category) { Address = (this with { Category = r.Category }).ToAddress() }, [.. r.Estimates.Select(Labels.Of)], r.Largest?.IsSeparated))], RowOrder.AsGiven)
            {
                LabelName = "Category",
                Missing = "no shared questions",
                Intervals = Labels.Intervals(categories.SelectMany(r => r.Estimates), Labels.AddedErrors),
                Note = "The mean over the questions that all of these countries answered of the share on the first side; not a scale, since first sides need not mean the same.",
            },
        ]);
    }

    /// <summary>The cosine of every pair, under every midpoint rule.</summary>
    public IReadOnlyList<PairCosine> Cosines(SurveyFigures figures)
    {
        string[] ids = [.. figures.Probes.Select(p => p.Id)];
        var profiles = Enum.GetValues<MidpointRule>().ToDictionary(rule => rule, rule => Countries.Select(c => figures.Survey.Profile(c.Iso3, ids, rule)).ToList());
        return [.. from first in Enumerable.Range(0, Countries.Count)
                   from second in Enumerable.Range(first + 1, Countries.Count - first - 1)
                   select new PairCosine(Countries[first], Countries[second], Similarity.To(profiles[MidpointRule.Half][first], profiles[MidpointRule.Half][second]),
                       Similarity.Shared(profiles[MidpointRule.Half][first], profiles[MidpointRule.Half][second]),
                       profiles.ToDictionary(p => p.Key, p => p.Value[first].Cosine(p.Value[second])))];
    }

    private static IEnumerable<Country> Standard(SurveyFigures figures) =>
        [.. Examples[0].Split('~').Select(code => figures.Survey.Countries.FirstOrDefault(c => c.Iso3 == code)).OfType<Country>(), .. figures.Survey.Countries];
}

/// <param name="Similarity">By the portal's rule, with its interval; <see langword="null"/> where the pair shares too few questions.</param>
/// <param name="Shared">Questions that both have.</param>
/// <param name="ByRule">The cosine under each rule; NaN where it has none.</param>
public sealed record PairCosine(Country First, Country Second, Estimate? Similarity, int Shared, IReadOnlyDictionary<MidpointRule, double> ByRule);
