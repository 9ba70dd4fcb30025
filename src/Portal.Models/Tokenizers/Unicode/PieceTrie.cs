namespace Portal.Models.Tokenizers.Unicode;

/// <summary>All pieces that begin at a place of a text, found letter by letter. Children of a node stand side by side, in order.</summary>
internal sealed class PieceTrie
{
    /// <summary>Longer pieces are damage, and would make each place of a text cost as much.</summary>
    private const int LongestPiece = 4096;
    private readonly List<char> _letters = ['\0'];
    private readonly List<int> _first = [0];
    private readonly List<int> _last = [0];
    private readonly List<int> _values = [-1];

    /// <param name="pieces">No two alike; values from 0 on.</param>
    public PieceTrie(IEnumerable<KeyValuePair<string, int>> pieces)
    {
        var sorted = pieces.Where(piece => piece.Key.Length > 0).ToArray();
        if (sorted.Any(piece => piece.Key.Length > LongestPiece)) { throw new TokenizerException($"the vocabulary has a piece of more than {LongestPiece} characters"); }
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var ranges = new List<(int From, int To, int Depth)> { (0, sorted.Length, 0) };
        for (var node = 0; node < ranges.Count; node++)
        {
            var (from, to, depth) = ranges[node];
            ranges[node] = default;
            if (from < to && sorted[from].Key.Length == depth) { _values[node] = sorted[from++].Value; }
            _first[node] = ranges.Count;
            while (from < to)
            {
                var letter = sorted[from].Key[depth];
                var end = from + 1;
                while (end < to && sorted[end].Key[depth] == letter) { end++; }
                ranges.Add((from, end, depth + 1));
                _letters.Add(letter);
                _first.Add(0);
                _last.Add(0);
                _values.Add(-1);
                from = end;
            }
            _last[node] = ranges.Count;
        }
    }

    /// <summary>The node one letter further, or 0 where no piece goes on like that; the search starts at node 0.</summary>
    public int Next(int node, char letter)
    {
        var (low, high) = (_first[node], _last[node] - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_letters[middle] == letter) { return middle; }
            if (_letters[middle] < letter) { low = middle + 1; }
            else { high = middle - 1; }
        }
        return 0;
    }

    /// <summary>The value of the piece that ends at the node, or -1.</summary>
    public int Value(int node) => _values[node];

    /// <summary>The longest piece that begins at the place; length 0 where there is none.</summary>
    public (int Length, int Value) Longest(string text, int start)
    {
        var best = (Length: 0, Value: -1);
        var node = 0;
        for (var i = start; i < text.Length && (node = Next(node, text[i])) != 0; i++)
        {
            if (_values[node] >= 0) { best = (i + 1 - start, _values[node]); }
        }
        return best;
    }
}
