using System.Runtime.InteropServices;

namespace Portal.Core.Alignment;

/// <summary>
/// Sentence-level chrF++ (Popović 2017): the F₂ score over character n-grams of order 1 to 6 and word n-grams of order 1 and 2, as the reference
/// implementation computes it (sacrebleu 2.5: mixed case, effective order, no smoothing). It is not symmetric: swapping hypothesis and
/// reference swaps precision and recall.
/// </summary>
/// <remarks>This is the specification; <see cref="ChrFIndex"/> computes the same for many texts at once.</remarks>
public static class ChrF
{
    /// <summary>Highest order of character n-grams.</summary>
    internal const int CharacterOrder = 6;

    /// <summary>Highest order of word n-grams of chrF++.</summary>
    internal const int WordOrder = 2;

    private const double BetaSquared = 4;

    /// <summary>chrF++ of one pair, in [0, 100].</summary>
    /// <param name="hypothesis">The text that is judged.</param>
    /// <param name="reference">The text that it is compared with.</param>
    /// <param name="wordOrder">Highest order of word n-grams: 2 is chrF++, 0 is chrF (Popović 2015).</param>
    public static double Score(string hypothesis, string reference, int wordOrder = WordOrder)
    {
        var (precision, recall, effectiveOrders) = (0.0, 0.0, 0);
        foreach (var (ours, theirs) in NGrams(hypothesis, wordOrder).Zip(NGrams(reference, wordOrder)))
        {
            if (ours.Count == 0 || theirs.Count == 0) { continue; }         // a text shorter than the order has none
            var matches = ours.Sum(gram => Math.Min(gram.Value, theirs.GetValueOrDefault(gram.Key)));
            precision += (double)matches / ours.Values.Sum();
            recall += (double)matches / theirs.Values.Sum();
            effectiveOrders++;
        }
        return effectiveOrders == 0 ? 0 : F(precision / effectiveOrders, recall / effectiveOrders);
    }

    /// <summary>100 · F₂ of a mean precision and a mean recall.</summary>
    internal static double F(double precision, double recall) =>
        precision + recall > 0 ? 100 * (1 + BetaSquared) * precision * recall / (BetaSquared * precision + recall) : 0;

    /// <summary>The code points of a text without its white space. A surrogate pair is one; a surrogate that stands alone counts as it is.</summary>
    internal static List<int> CodePoints(string text)
    {
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                points.Add(char.ConvertToUtf32(text[i], text[i + 1]));
                i++;
            }
            else if (!IsWhiteSpace(text[i])) { points.Add(text[i]); }
        }
        return points;
    }

    /// <summary>The words of a text. One ASCII punctuation mark is split off each: from the end, or, where there is none, from the beginning.</summary>
    internal static List<Range> Words(string text)
    {
        var words = new List<Range>();
        for (var start = 0; start < text.Length; start++)
        {
            if (IsWhiteSpace(text[start])) { continue; }
            var end = start + 1;
            while (end < text.Length && !IsWhiteSpace(text[end])) { end++; }
            var cut = end - start == 1 ? end : IsPunctuation(text[end - 1]) ? end - 1 : IsPunctuation(text[start]) ? start + 1 : end;
            words.Add(start..cut);
            if (cut < end) { words.Add(cut..end); }
            start = end;
        }
        return words;
    }

    private static IEnumerable<Dictionary<string, int>> NGrams(string text, int wordOrder)
    {
        var points = CodePoints(text).ToArray();
        for (var order = 1; order <= CharacterOrder; order++)
        {
            yield return Count(points.Length, order, i => new string(MemoryMarshal.Cast<int, char>(points.AsSpan(i, order))));
        }
        var words = Words(text).ConvertAll(word => text[word]);
        for (var order = 1; order <= wordOrder; order++)
        {
            yield return Count(words.Count, order, i => string.Join(' ', words.GetRange(i, order)));
        }
    }

    private static Dictionary<string, int> Count(int length, int order, Func<int, string> gramAt)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + order <= length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, gramAt(i), out _)++;
        }
        return counts;
    }

    /// <summary>What Python's <c>str.split()</c> splits at: .NET's white space and the four ASCII separators U+001C to U+001F.</summary>
    private static bool IsWhiteSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    private static bool IsPunctuation(char c) => c is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');
}
