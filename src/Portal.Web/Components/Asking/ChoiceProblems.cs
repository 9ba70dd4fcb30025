using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

/// <summary>What is wrong with a request, in sentences that name the fields as the page does.</summary>
internal static class ChoiceProblems
{
    private static readonly (string Field, string Name)[] s_choices =
    [
        ("model", "Model"), ("country", "Country"), ("language", "Language"), ("strategy", "Demonstrations"), ("demonstrations", "How many"),
        ("samples", "Samples"), ("temperature", "Temperature"), ("seed", "Seed"),
    ];

    private static readonly (string Field, string Name)[] s_question =
        [("probe", "Question"), ("question", "Question"), ("question.template", "The sentence"), ("question.first", "The first answer"), ("question.second", "The second answer")];

    private static readonly string[] s_verbs = ["is ", "has ", "contains ", "stands "];

    /// <summary>Whether the field stands in the bar of choices.</summary>
    public static bool IsChoice(string field) => s_choices.Any(c => c.Field == field);

    /// <summary>One sentence per field that is at fault, in the order of the page.</summary>
    public static IReadOnlyList<string> InWords(IReadOnlyDictionary<string, string> problems) =>
        [.. s_choices.Concat(s_question).Where(f => problems.ContainsKey(f.Field)).Select(f => Sentence(f.Name, problems[f.Field]))];

    /// <inheritdoc cref="InWords(IReadOnlyDictionary{string, string})"/>
    public static IReadOnlyList<string> InWords(PlaygroundRequestException error) => InWords(ByField(error));

    /// <summary>What is wrong, by field.</summary>
    public static IReadOnlyDictionary<string, string> ByField(PlaygroundRequestException error) => error.Errors.ToDictionary(e => e.Key, e => string.Join("; ", e.Value));

    /// <summary>What breaks the rules of a question of one's own.</summary>
    public static string OfQuestion(string field, string problem) => Sentence(s_question.First(f => f.Field == "question." + field).Name, problem);

    /// <summary>Problems begin with a verb (is 500; give 1 to 236) or stand for themselves (no country "DUE" in the survey).</summary>
    private static string Sentence(string name, string problem) =>
        s_verbs.Any(verb => problem.StartsWith(verb, StringComparison.Ordinal)) ? Figures.Sentence($"{name} {problem}") : Figures.Sentence($"{name}: {problem}");
}
