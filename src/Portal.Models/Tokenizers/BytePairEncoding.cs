namespace Portal.Models.Tokenizers;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): the characters of a word are merged pair by pair, the earliest learnt pair first,
/// the leftmost first among equals.
/// </summary>
public sealed class BytePairEncoding
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];
    private readonly int? _unknown;
    private readonly int[]? _bytes;
    private readonly bool _fuseUnknown;
    private readonly bool _ignoreMerges;

    /// <param name="vocabulary">Token text to id.</param>
    /// <param name="merges">Pairs of token texts, in the order learnt.</param>
    /// <param name="unknownToken">Token for characters that the vocabulary lacks; null drops them.</param>
    /// <param name="byteFallback">Spell unknown characters as <c>&lt;0x..&gt;</c> bytes where the vocabulary has them.</param>
    /// <param name="fuseUnknown">Several unknown characters in a row become one token.</param>
    /// <param name="ignoreMerges">A word that is itself a token is taken whole.</param>
    /// <exception cref="TokenizerException">A merge or special token is not in the vocabulary.</exception>
    public BytePairEncoding(
        IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<(string Left, string Right)> merges, string? unknownToken, bool byteFallback, bool fuseUnknown, bool ignoreMerges)
    {
        _vocabulary = new Dictionary<string, int>(vocabulary, StringComparer.Ordinal);
        (_fuseUnknown, _ignoreMerges) = (fuseUnknown, ignoreMerges);
        int Id(string token) => _vocabulary.TryGetValue(token, out var id) ? id : throw new TokenizerException($"'{token}' is used but not in the vocabulary");
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            _merges.TryAdd((Id(left), Id(right)), (rank, Id(left + right)));
        }
        _unknown = unknownToken is null ? null : Id(unknownToken);
        if (byteFallback && _vocabulary.ContainsKey("<0x00>"))
        {
            _bytes = [.. Enumerable.Range(0, 256).Select(value => Id($"<0x{value:X2}>"))];
        }
    }

    /// <summary>Appends the ids of one word, which may be a whole text where the tokenizer does not split.</summary>
    public void Encode(string word, List<int> ids)
    {
        if (word.Length == 0) { return; }
        if (_ignoreMerges && _vocabulary.TryGetValue(word, out var whole))
        {
            ids.Add(whole);
            return;
        }
        ids.AddRange(Merge(Characters(word)));
    }

    private List<int> Characters(string word)
    {
        var symbols = new List<int>(word.Length);
        var lastWasUnknown = false;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in word.EnumerateRunes())
        {
            if (_vocabulary.TryGetValue(rune.ToString(), out var id))
            {
                symbols.Add(id);
                lastWasUnknown = false;
            }
            else if (_bytes is not null)
            {
                var count = rune.EncodeToUtf8(utf8);
                foreach (var value in utf8[..count]) { symbols.Add(_bytes[value]); }
                lastWasUnknown = false;
            }
            else if (_unknown is { } unknown && !(_fuseUnknown && lastWasUnknown))
            {
                symbols.Add(unknown);
                lastWasUnknown = true;
            }
        }
        return symbols;
    }

    /// <summary>Applies the merges in order of rank; a heap of candidate pairs keeps long words at O(n log n).</summary>
    private IEnumerable<int> Merge(List<int> symbols)
    {
        var count = symbols.Count;
        var (previous, next, alive) = (new int[count], new int[count], new bool[count]);
        for (var i = 0; i < count; i++) { (previous[i], next[i], alive[i]) = (i - 1, i + 1 < count ? i + 1 : -1, true); }
        var candidates = new PriorityQueue<(int Position, int Left, int Right, int Merged), (int Rank, int Position)>();
        void Consider(int position)
        {
            if (position < 0 || next[position] < 0) { return; }
            var pair = (symbols[position], symbols[next[position]]);
            if (_merges.TryGetValue(pair, out var merge)) { candidates.Enqueue((position, pair.Item1, pair.Item2, merge.Merged), (merge.Rank, position)); }
        }
        for (var i = 0; i + 1 < count; i++) { Consider(i); }
        while (candidates.TryDequeue(out var pair, out _))
        {
            var position = pair.Position;
            if (!alive[position] || next[position] < 0 || symbols[position] != pair.Left || symbols[next[position]] != pair.Right) { continue; }
            var right = next[position];
            symbols[position] = pair.Merged;
            alive[right] = false;
            next[position] = next[right];
            if (next[right] >= 0) { previous[next[right]] = position; }
            Consider(previous[position]);
            Consider(position);
        }
        for (var i = 0; i >= 0 && i < count; i = next[i]) { yield return symbols[i]; }
    }
}
