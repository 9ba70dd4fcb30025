using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Portal.Core.Alignment;

/// <summary>
/// chrF++ between all texts of a collection. Every n-gram becomes a number once; matches are then added up along postings lists (n-gram: the
/// texts that have it, and how often), so no two strings are ever compared. Equals <see cref="ChrF.Score"/> but for rounding.
/// Immutable and safe to share between threads. Memory is 8 bytes per pair.
/// </summary>
public sealed class ChrFIndex
{
    private const int Orders = ChrF.CharacterOrder + ChrF.WordOrder;       // 8: one lane of a vector each
    private readonly NGramIds _ids;
    private readonly Posting[] _postings;           // grouped by n-gram, in the order of the texts
    private readonly int[] _starts;                 // [n-gram] its first posting; one more at the end
    private readonly double[] _inverseTotals;       // [text, order] 1 / number of n-grams; 0 where there are none
    private readonly double[] _scores;              // [hypothesis, reference]

    /// <summary>Compares every text with every other.</summary>
    public ChrFIndex(IReadOnlyList<string> texts)
    {
        Count = texts.Count;
        _ids = new NGramIds(expected: texts.Sum(t => t.Length));
        var grams = new Entry[Count][];               // [text] its n-grams and their counts
        _inverseTotals = new double[Count * Orders];
        var tally = new Tally();
        for (var text = 0; text < Count; text++)
        {
            grams[text] = _ids.Count(texts[text], learn: true, tally, _inverseTotals.AsSpan(text * Orders, Orders));
        }
        (_starts, _postings) = Invert(grams, _ids.Known);
        _scores = new double[Count * Count];
        var cursors = _starts.AsSpan(0, _ids.Known).ToArray();
        var matches = new double[Count * Orders];
        for (var text = 0; text < Count; text++)
        {
            AddMatches(grams[text], matches, cursors);
            for (var other = text; other < Count; other++)
            {
                var (forth, back) = ScoreBothWays(
                    matches.AsSpan(other * Orders, Orders), _inverseTotals.AsSpan(text * Orders, Orders), _inverseTotals.AsSpan(other * Orders, Orders));
                _scores[text * Count + other] = forth;
                _scores[other * Count + text] = back;
            }
            foreach (var entry in grams[text]) { cursors[entry.Gram]++; }         // the texts to come need no match with this one
            Array.Clear(matches);
        }
    }

    /// <summary>Number of texts.</summary>
    public int Count { get; }

    /// <summary>chrF++ in [0, 100] of one text against another.</summary>
    public double Score(int hypothesis, int reference) => _scores[hypothesis * Count + reference];

    /// <summary>chrF++ in [0, 100] of every text as the hypothesis against a reference that need not be in the collection.</summary>
    public double[] ScoresAgainst(string reference)
    {
        var inverseTotals = new double[Orders];
        var matches = new double[Count * Orders];
        AddMatches(_ids.Count(reference, learn: false, new Tally(), inverseTotals), matches, _starts);
        var scores = new double[Count];
        for (var text = 0; text < Count; text++)
        {
            (scores[text], _) = ScoreBothWays(matches.AsSpan(text * Orders, Orders), _inverseTotals.AsSpan(text * Orders, Orders), inverseTotals);
        }
        return scores;
    }

    /// <summary>Adds, per text and order, the n-grams that it shares with one text: the sum of the smaller counts.</summary>
    /// <param name="entries">The one text's n-grams.</param>
    /// <param name="matches">[text, order]</param>
    /// <param name="from">[n-gram] the first posting to look at.</param>
    private void AddMatches(Entry[] entries, Span<double> matches, ReadOnlySpan<int> from)
    {
        foreach (var entry in entries)
        {
            foreach (var posting in _postings.AsSpan(from[entry.Gram].._starts[entry.Gram + 1]))
            {
                matches[posting.Text * Orders + entry.Order] += Math.Min(entry.Count, posting.Count);
            }
        }
    }

    /// <summary>The score of a against b, and of b against a: one's precision is the other's recall.</summary>
    private static (double Forth, double Back) ScoreBothWays(ReadOnlySpan<double> matches, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (lanes, inverseA, inverseB) = (Vector512.Create(matches), Vector512.Create(a), Vector512.Create(b));
        var missing = Vector512.Equals(inverseA * inverseB, Vector512<double>.Zero);            // orders that one of the two is too short for
        var effectiveOrders = Orders - System.Numerics.BitOperations.PopCount(missing.ExtractMostSignificantBits());
        if (effectiveOrders == 0) { return (0, 0); }
        var (shareA, shareB) = (Vector512.Dot(lanes, inverseA) / effectiveOrders, Vector512.Dot(lanes, inverseB) / effectiveOrders);
        return (ChrF.F(shareA, shareB), ChrF.F(shareB, shareA));
    }

    private static (int[] Starts, Posting[] Postings) Invert(Entry[][] texts, int grams)
    {
        var starts = new int[grams + 1];
        foreach (var entries in texts)
        {
            foreach (var entry in entries) { starts[entry.Gram + 1]++; }
        }
        for (var gram = 0; gram < grams; gram++) { starts[gram + 1] += starts[gram]; }
        var postings = new Posting[starts[grams]];
        var next = starts.AsSpan(0, grams).ToArray();
        for (var text = 0; text < texts.Length; text++)
        {
            foreach (var entry in texts[text]) { postings[next[entry.Gram]++] = new Posting(text, entry.Count); }
        }
        return (starts, postings);
    }

    private readonly record struct Entry(int Gram, int Order, int Count);

    private readonly record struct Posting(int Text, int Count);

    /// <summary>
    /// Numbers for n-grams. A character n-gram is the number of its first n - 1 characters and one more character, so its number is found
    /// without building a string; a word pair is the numbers of its two words.
    /// </summary>
    private sealed class NGramIds(int expected)
    {
        private const int Unknown = -1;
        private readonly Dictionary<long, int> _characters = new(expected);     // (prefix, code point)
        private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
        private readonly Dictionary<long, int> _pairs = [];             // (first word, second word)

        /// <summary>How many n-grams have a number.</summary>
        public int Known { get; private set; }

        /// <summary>The known n-grams of a text, each once, and into <paramref name="inverseTotals"/> 1 / number of all its n-grams, by order.</summary>
        public Entry[] Count(string text, bool learn, Tally tally, Span<double> inverseTotals)
        {
            var points = ChrF.CodePoints(text);
            var words = ChrF.Words(text);
            var most = points.Count * ChrF.CharacterOrder + words.Count * ChrF.WordOrder;
            tally.Start(most, learn ? Known + most : Known);
            for (var start = 0; start < points.Count; start++)
            {
                var gram = Unknown;
                for (var order = 0; order < ChrF.CharacterOrder && start + order < points.Count; order++)
                {
                    gram = Id(_characters, Pack(gram, points[start + order]), learn);
                    if (gram == Unknown) { break; }                     // then no longer n-gram from here is known either
                    tally.Add(gram, order);
                }
            }
            var previous = Unknown;
            foreach (var range in words)
            {
                var word = Id(text.AsSpan(range), learn);
                var pair = word != Unknown && previous != Unknown ? Id(_pairs, Pack(previous, word), learn) : Unknown;
                if (word != Unknown) { tally.Add(word, ChrF.CharacterOrder); }
                if (pair != Unknown) { tally.Add(pair, ChrF.CharacterOrder + 1); }
                previous = word;
            }
            for (var order = 0; order < Orders; order++)
            {
                var total = order < ChrF.CharacterOrder ? points.Count - order : words.Count - (order - ChrF.CharacterOrder);
                inverseTotals[order] = total > 0 ? 1.0 / total : 0;
            }
            return tally.Entries;
        }

        private static long Pack(int high, int low) => ((long)high << 32) | (uint)low;

        private int Id(Dictionary<long, int> ids, long key, bool learn)
        {
            if (!learn) { return ids.GetValueOrDefault(key, Unknown); }
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, key, out var known);
            return known ? id : id = Known++;
        }

        private int Id(ReadOnlySpan<char> word, bool learn)
        {
            var ids = _words.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!learn) { return ids.TryGetValue(word, out var found) ? found : Unknown; }
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, word, out var known);
            return known ? id : id = Known++;
        }
    }

    /// <summary>Counts n-grams by number in a sparse set (Briggs and Torczon 1993): nothing is hashed, and nothing is cleared between texts.</summary>
    private sealed class Tally
    {
        private Entry[] _entries = [];
        private int[] _slots = [];              // [n-gram] its entry, if that entry names it; otherwise left over from another text
        private int _count;

        /// <summary>The n-grams added since <see cref="Start"/>, each once.</summary>
        public Entry[] Entries => _entries[.._count];

        /// <summary>Begins a text of at most so many n-grams, with numbers below <paramref name="grams"/>.</summary>
        public void Start(int most, int grams)
        {
            if (_entries.Length < most) { Array.Resize(ref _entries, most); }
            if (_slots.Length < grams) { Array.Resize(ref _slots, Math.Max(grams, 2 * _slots.Length)); }
            _count = 0;
        }

        public void Add(int gram, int order)
        {
            ref var slot = ref _slots[gram];
            if (slot >= _count || _entries[slot].Gram != gram)
            {
                slot = _count++;
                _entries[slot] = new Entry(gram, order, 0);
            }
            _entries[slot] = _entries[slot] with { Count = _entries[slot].Count + 1 };
        }
    }
}
