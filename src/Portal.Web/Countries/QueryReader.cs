using Portal.Core;
using Portal.Core.Survey;
using Portal.Web.Charts.Drawing;
using Portal.Web.Components.Turns;

namespace Portal.Web.Countries;

/// <summary>Reads an address's query value by value and collects what cannot be used.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    /// <summary>Longer values are cut: no value of the portal's own comes near.</summary>
    public const int MostLength = 200;

    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The last value of a parameter; <see langword="null"/> where it is missing or empty.</summary>
    public string? Text(string name) => query[name].LastOrDefault() is { } value && value.Trim() is { Length: > 0 } text ? ChartText.Cut(text, MostLength) : null;

    /// <summary>All values of a parameter, also those joined by <c>~</c>.</summary>
    public IReadOnlyList<string> List(string name) =>
        [.. query[name].SelectMany(value => (value ?? "").Split('~', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Take(50).Select(value => ChartText.Cut(value, MostLength))];

    /// <summary>A value that <paramref name="parse"/> reads, or <paramref name="standard"/>.</summary>
    public T Read<T>(string name, T standard, Func<string, T> parse) => Text(name) is { } text ? Parse(name, standard, text, parse) : standard;

    public T Parse<T>(string name, T standard, string text, Func<string, T> parse)
    {
        try { return parse(text); }
        catch (SurveyException unknown)
        {
            Report(name, unknown.Message);
            return standard;
        }
    }

    /// <summary>One of a few words; the first is the default.</summary>
    public string Word(string name, params IReadOnlyList<string> words) => Read(name, words[0], text => words.Contains(text)
        ? text : throw new SurveyException($"\"{text}\" is none of {string.Join(", ", words)}{Suggestion.Question(Suggestion.For(text, words))}"));

    public void Report(string name, string problem) => _problems.Add(Told($"{name}: {problem}"));

    /// <summary>A message with foreign text in it, as a sentence.</summary>
    public static string Told(string message) => Figures.Sentence(ForeignText.Plain(message));
}
