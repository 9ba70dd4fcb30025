using System.Globalization;

namespace Portal.Web.Components.Turns;

/// <summary>
/// Texts that models, endpoints and readers wrote. Characters that would act on the page instead of being read, such as U+202E, which turns
/// round what follows it, are named in a box; the joiners and marks that Arabic, Persian or Hindi need stay as they are.
/// </summary>
public static class ForeignText
{
    private const char FirstEmbedding = '\u202a';
    private const char FirstIsolate = '\u2066';
    private static readonly string[] s_embeddings = ["LRE", "RLE", "PDF", "LRO", "RLO"];
    private static readonly string[] s_isolates = ["LRI", "RLI", "FSI", "PDI"];

    /// <summary>The text with a replacement character in place of every control character: for titles, labels and sentences of ours.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Create(text.Length, text, (plain, from) =>
    {
        for (var i = 0; i < plain.Length; i++) { plain[i] = IsControl(from[i]) ? '\ufffd' : from[i]; }
    });

    /// <summary>The text in pieces: readable ones, and the names of the control characters between them.</summary>
    public static IEnumerable<(string Text, bool IsControl)> Parts(string text)
    {
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (!IsControl(text[at])) { continue; }
            if (at > from) { yield return (text[from..at], false); }
            yield return (Name(text[at]), true);
            from = at + 1;
        }
        if (from < text.Length) { yield return (text[from..], false); }
    }

    private static bool IsControl(char c) => char.IsControl(c) ? c is not ('\t' or '\n' or '\r') : Direction(c) is not null;

    private static string Name(char c) => Direction(c) ?? "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>The name of a character that begins or ends a direction; <see langword="null"/> for any other.</summary>
    private static string? Direction(char c) =>
        c - FirstEmbedding is var embedding and >= 0 && embedding < s_embeddings.Length ? s_embeddings[embedding]
        : c - FirstIsolate is var isolate and >= 0 && isolate < s_isolates.Length ? s_isolates[isolate]
        : null;
}
