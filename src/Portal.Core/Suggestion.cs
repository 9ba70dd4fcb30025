namespace Portal.Core;

/// <summary>"Did you mean": the known names that are nearest to an unknown one.</summary>
public static class Suggestion
{
    private const int Most = 3;

    /// <summary>
    /// The items that come nearest to <paramref name="text"/>, at most three, in the order of <paramref name="known"/>. Case never counts.
    /// The first of these rules under which anything fits decides, and only its items are returned: a spelling equals the text; a word of a
    /// spelling starts with the text (three characters or more); the smallest <see cref="Distance"/>, if it is at most a third of the text's
    /// length (at least 1).
    /// </summary>
    /// <param name="text">What was asked for.</param>
    /// <param name="known">What there is.</param>
    /// <param name="spellings">The names under which an item may be meant, such as code and country name.</param>
    public static IReadOnlyList<T> For<T>(string text, IEnumerable<T> known, Func<T, IEnumerable<string>> spellings)
    {
        var asked = text.Trim().ToUpperInvariant();
        var allowed = Math.Max(1, asked.Length / 3);
        var ranked = known.Select(item => (Item: item, Rank: spellings(item).Min(s => Rank(asked, s.ToUpperInvariant())))).ToList();
        var best = ranked.Count == 0 ? int.MaxValue : ranked.Min(r => r.Rank);
        return best > allowed ? [] : [.. ranked.Where(r => r.Rank == best).Take(Most).Select(r => r.Item)];
    }

    /// <summary><see cref="For{T}"/> for items that are their own spelling.</summary>
    public static IReadOnlyList<string> For(string text, IEnumerable<string> known) => For(text, known, name => [name]);

    /// <summary>The end of an error message: <c>; did you mean Q18, Q19 or Q81?</c>, empty where there is nothing to suggest.</summary>
    public static string Question(IReadOnlyList<string> suggestions) => suggestions.Count switch
    {
        0 => "",
        1 => $"; did you mean {suggestions[0]}?",
        _ => $"; did you mean {string.Join(", ", suggestions.SkipLast(1))} or {suggestions[^1]}?",
    };

    /// <summary>
    /// Damerau-Levenshtein distance in its restricted form (optimal string alignment): the fewest insertions, deletions, substitutions and
    /// swaps of two neighbours that turn one text into the other, where no place is edited twice. Counts UTF-16 units.
    /// </summary>
    public static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++) { row[j] = j; }
        for (var i = 1; i <= left.Length; i++)
        {
            (before, above, row) = (above, row, before);
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, substituted);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[right.Length];
    }

    private static int Rank(string asked, string spelling) =>
        asked == spelling ? -1
        : asked.Length >= 3 && (" " + spelling).Contains(" " + asked, StringComparison.Ordinal) ? 0
        : Distance(asked, spelling);
}
