namespace Portal.Models.Tokenizers.Subwords;

/// <summary>Two tokens and what they merge into; of all merges that are possible the lowest rank goes first, the leftmost among equals.</summary>
internal readonly record struct Merge(int Left, int Right, int Rank, int Merged);

/// <summary>Byte-pair encoding (Sennrich et al. 2016): the characters of a word are merged pair by pair.</summary>
internal sealed class BytePairEncoding : ISubwordModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];
    private readonly int? _unknown;
    private readonly ByteTokens? _bytes;
    private readonly bool _fuseUnknown;
    private readonly bool _ignoreMerges;

    /// <param name="vocabulary">Token text to id.</param>
    /// <param name="merges">The pairs; of the same pair twice the first counts.</param>
    /// <param name="unknown">Token for characters that the vocabulary lacks; null drops them.</param>
    /// <param name="bytes">Spell unknown characters in bytes.</param>
    /// <param name="fuseUnknown">Several unknown characters in a row become one token.</param>
    /// <param name="ignoreMerges">A word that is itself a token is taken whole.</param>
    public BytePairEncoding(Dictionary<string, int> vocabulary, IEnumerable<Merge> merges, int? unknown, ByteTokens? bytes, bool fuseUnknown, bool ignoreMerges)
    {
        (_vocabulary, _unknown, _bytes, _fuseUnknown, _ignoreMerges) = (vocabulary, unknown, bytes, fuseUnknown, ignoreMerges);
        foreach (var merge in merges) { _merges.TryAdd((merge.Left, merge.Right), (merge.Rank, merge.Merged)); }
    }

    public void Encode(string word, List<Subword> tokens)
    {
        if (word.Length == 0) { return; }
        if (_ignoreMerges && _vocabulary.TryGetValue(word, out var whole))
        {
            tokens.Add(new Subword(whole, 0, word.Length));
            return;
        }
        MergeInto(Characters(word), tokens);
    }

    private List<Subword> Characters(string word)
    {
        var symbols = new List<Subword>(word.Length);
        var lastWasUnknown = false;
        var letters = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var start = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            var end = start + rune.Utf16SequenceLength;
            if (letters.TryGetValue(word.AsSpan(start, end - start), out var id))
            {
                symbols.Add(new Subword(id, start, end));
                lastWasUnknown = false;
            }
            else if (_bytes is not null) { _bytes.Spell(rune, start, symbols); }
            else if (_unknown is { } unknown)
            {
                if (_fuseUnknown && lastWasUnknown) { symbols[^1] = symbols[^1] with { End = end }; }
                else { symbols.Add(new Subword(unknown, start, end)); }
                lastWasUnknown = true;
            }
            start = end;
        }
        return symbols;
    }

    /// <summary>Applies the merges in order of rank; a heap of candidate pairs keeps long words at O(n log n).</summary>
    private void MergeInto(List<Subword> symbols, List<Subword> tokens)
    {
        var count = symbols.Count;
        var (previous, next, alive) = (new int[count], new int[count], new bool[count]);
        for (var i = 0; i < count; i++) { (previous[i], next[i], alive[i]) = (i - 1, i + 1 < count ? i + 1 : -1, true); }
        var candidates = new PriorityQueue<(int Position, int Left, int Right, int Merged), (int Rank, int Position)>();
        void Consider(int position)
        {
            if (position < 0 || next[position] < 0) { return; }
            var pair = (symbols[position].Id, symbols[next[position]].Id);
            if (_merges.TryGetValue(pair, out var merge)) { candidates.Enqueue((position, pair.Item1, pair.Item2, merge.Merged), (merge.Rank, position)); }
        }
        for (var i = 0; i + 1 < count; i++) { Consider(i); }
        while (candidates.TryDequeue(out var pair, out _))
        {
            var position = pair.Position;
            if (!alive[position] || next[position] < 0 || symbols[position].Id != pair.Left || symbols[next[position]].Id != pair.Right) { continue; }
            var right = next[position];
            symbols[position] = new Subword(pair.Merged, symbols[position].Start, symbols[right].End);
            alive[right] = false;
            next[position] = next[right];
            if (next[right] >= 0) { previous[next[right]] = position; }
            Consider(previous[position]);
            Consider(position);
        }
        for (var i = 0; i >= 0 && i < count; i = next[i]) { tokens.Add(symbols[i]); }
    }
}
