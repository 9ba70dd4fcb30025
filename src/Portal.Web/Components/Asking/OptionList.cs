using Portal.Core;

namespace Portal.Web.Components.Asking;

/// <summary>One thing to choose.</summary>
/// <param name="Value">What stands in the address.</param>
/// <param name="Text">What the reader reads, and the field shows once it is chosen.</param>
/// <param name="Group">The heading under which it is listed.</param>
/// <param name="Asides">Short texts beside it; searched too.</param>
public sealed record Option(string Value, string Text, string Group, IReadOnlyList<string> Asides);

/// <summary>Options with a search over their words.</summary>
public sealed class OptionList
{
    private const int ShortestInside = 3;       // letters of a word that may also match inside another word
    private static readonly char[] s_letters = [.. Enumerable.Range('a', 26).Select(letter => (char)letter)];
    private readonly List<Entry> _entries;
    private readonly Dictionary<string, Option> _byValue;

    public OptionList(IEnumerable<Option> options)
    {
        All = [.. options];
        _entries = [.. All.Select(o => new Entry(o, Fold(o.Value), Fold(o.Value).TrimStart(s_letters), Fold(o.Text), Fold(string.Join(' ', [o.Group, .. o.Asides]))))];
        _byValue = All.ToDictionary(o => o.Value, StringComparer.OrdinalIgnoreCase);
    }

    public static OptionList Empty { get; } = new([]);

    /// <summary>Every option in its own order.</summary>
    public IReadOnlyList<Option> All { get; }

    public Option? Find(string value) => _byValue.GetValueOrDefault(value);

    /// <summary>The option whose value or whole text this is.</summary>
    public Option? Named(string text) => Find(text) ?? All.FirstOrDefault(o => string.Equals(o.Text, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>The options that a text that fits nothing may have meant; empty where none comes near.</summary>
    public IReadOnlyList<Option> Near(string text) => string.IsNullOrWhiteSpace(text) ? [] : Suggestion.For(text, All, o => [o.Value, o.Text, .. o.Text.Split(' ').Where(word => word.Length > ShortestInside)]);

    /// <summary>
    /// The options in which every word of <paramref name="query"/> occurs at the start of a word (from three letters on also inside one), best groups
    /// and best options first: the value itself, then the text, then heading and asides. A number is that of a value: 94 finds Q94.
    /// </summary>
    public (IReadOnlyList<string> Words, IReadOnlyList<Option> Options) Search(string query)
    {
        var words = Fold(query).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) { return (words, All); }
        var found = _entries.Select((entry, order) => (entry.Option, Rank: Rank(entry, words), order)).Where(e => e.Rank < int.MaxValue);
        return (words, [.. found
            .GroupBy(e => e.Option.Group)
            .OrderBy(group => group.Min(e => e.Rank)).ThenBy(group => group.Min(e => e.order))
            .SelectMany(group => group.OrderBy(e => e.Rank).ThenBy(e => e.order))
            .Select(e => e.Option)]);
    }

    private static int Rank(Entry entry, string[] words) => words.Max(word =>
        entry.Value == word || entry.Number == word ? 0
        : Starts(entry.Text, word) ? 1
        : entry.Value.StartsWith(word, StringComparison.Ordinal) || entry.Number.StartsWith(word, StringComparison.Ordinal) ? 2
        : Inside(entry.Text, word) ? 3
        : Starts(entry.Rest, word) ? 4
        : Inside(entry.Rest, word) ? 5
        : int.MaxValue);

    private static bool Starts(string text, string word) =>
        text.StartsWith(word, StringComparison.Ordinal) || text.Contains(" " + word, StringComparison.Ordinal);

    private static bool Inside(string text, string word) => word.Length >= ShortestInside && text.Contains(word, StringComparison.Ordinal);

    /// <summary>Lower case, with every mark between words a single space.</summary>
    private static string Fold(string text) =>
        string.Join(' ', new string([.. text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) || c == '’' ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <param name="Number">The value from its first digit on: <c>94</c>, <c>106a</c>; empty where it has none.</param>
    private sealed record Entry(Option Option, string Value, string Number, string Text, string Rest);
}
