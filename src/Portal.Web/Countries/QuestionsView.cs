using Portal.Core.Survey;
using Portal.Web.Charts;

namespace Portal.Web.Countries;

/// <summary>The survey's questions: <c>/questions?q=trust&amp;category=religious-values</c>.</summary>
/// <param name="Search">Words that all stand in a question; <see langword="null"/>: any question.</param>
/// <param name="Category">A category's name; <see langword="null"/>: all.</param>
public sealed record QuestionsView(string? Search, string? Category) : PageView
{
    /// <summary>Questions in the chart; the list below it has all.</summary>
    public const int Most = 25;

    private static readonly ChartUnit s_deviation = new("standard deviation between countries", "points", 100, 1) { Minimum = 0 };

    public static QuestionsView Parse(IQueryCollection query, SurveyFigures figures)
    {
        var reader = new QueryReader(query);
        var category = reader.Read("category", null, text => (string?)((CategoryMean)Measure.Parse($"category:{text}", figures.Survey, figures.Probes)).Category);
        return new(reader.Text("q"), category) { Problems = reader.Problems };
    }

    public override string ToAddress()
    {
        string?[] choices = [Search is null ? null : $"q={Escaped(Search)}", Category is null ? null : $"category={Escaped(Slug.Of(Category))}"];
        return choices.OfType<string>().ToList() is { Count: > 0 } given ? $"questions?{string.Join('&', given)}" : "questions";
    }

    /// <summary>The questions that fit, those on which countries differ most first.</summary>
    public IReadOnlyList<QuestionSpread> Found(SurveyFigures figures)
    {
        var words = Search?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return [.. figures.Spreads.Where(s => (Category is null || s.Probe.Category == Category) && Array.TrueForAll(words, word => Text(s.Probe, figures).Contains(word, StringComparison.OrdinalIgnoreCase)))];
    }

    public override ChartView Draw(SurveyFigures figures)
    {
        var found = Found(figures);
        var title = Category ?? "What the survey asks";
        return new(ToAddress(), title, found.Count == 0 ? [] :
        [
            new BarChart("spread", "Where countries differ most", s_deviation, figures.Provenance, [.. found.Take(Most).Select(s => new BarRow(Labels.Of(s.Probe), new(s.Deviation)))])
            {
                LabelName = "Question",
                Note = $"How far countries’ shares lie apart{(found.Count > Most ? $": the first {Most} of {found.Count} questions" : "")}. A country counts once, whatever its population.",
            },
        ]);
    }

    private static string Text(Probe probe, SurveyFigures figures) =>
        $"{probe.Id} {probe.Complete(Side.First)} {probe.Second} {probe.Category} {figures.Survey.FindQuestion(probe.Id)?.Gist}";
}
