using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.PreTokenizers;

/// <summary>What becomes of a delimiter.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Cuts at the matches of a pattern.</summary>
/// <param name="pattern">What a delimiter looks like.</param>
/// <param name="behavior">What becomes of the delimiters; <see cref="SplitBehavior.Contiguous"/> joins delimiters in a row.</param>
/// <param name="invert">The text between the matches is the delimiter.</param>
internal sealed class PatternSplit(Pattern pattern, SplitBehavior behavior, bool invert = false) : IPreTokenizer
{
    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        var parts = Parts(text.Text);
        var words = behavior switch
        {
            SplitBehavior.Removed => parts.Where(part => !part.Delimiter),
            SplitBehavior.Isolated => parts,
            SplitBehavior.Contiguous => Join(parts, (left, right) => left.Delimiter == right.Delimiter),
            SplitBehavior.MergedWithPrevious => Join(parts, (left, right) => right.Delimiter && !left.Delimiter),
            _ => Join(parts, (left, right) => left.Delimiter && !right.Delimiter),
        };
        return words.Select(word => text.Slice(word.Start, word.End));
    }

    private IEnumerable<(int Start, int End, bool Delimiter)> Parts(string text)
    {
        var position = 0;
        foreach (var (start, end) in pattern.Matches(text))
        {
            if (start > position) { yield return (position, start, invert); }
            yield return (start, end, !invert);
            position = end;
        }
        if (position < text.Length) { yield return (position, text.Length, invert); }
    }

    /// <summary>Joins neighbours; what is told of a joined part is what its last member is.</summary>
    private static IEnumerable<(int Start, int End, bool Delimiter)> Join(
        IEnumerable<(int Start, int End, bool Delimiter)> parts, Func<(int Start, int End, bool Delimiter), (int Start, int End, bool Delimiter), bool> belong)
    {
        (int Start, int End, bool Delimiter)? open = null;
        foreach (var part in parts)
        {
            if (open is { } last && belong(last, part)) { open = (last.Start, part.End, part.Delimiter); }
            else
            {
                if (open is { } done) { yield return done; }
                open = part;
            }
        }
        if (open is { } rest) { yield return rest; }
    }
}
