using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Subwords;

/// <summary>A piece of a unigram vocabulary. One that the user defined always wins over what it could be cut into.</summary>
internal readonly record struct UnigramPiece(string Text, float Score, int Id, bool UserDefined = false);

/// <summary>The most probable cut of a text under a unigram language model (Kudo 2018), found by Viterbi's algorithm.</summary>
internal sealed class Unigram : ISubwordModel
{
    /// <summary>How much worse than the worst piece an unknown character is (SentencePiece's kUnkPenalty).</summary>
    private const float UnknownPenalty = 10f;
    private readonly PieceTrie _trie;
    private readonly List<UnigramPiece> _pieces;
    private readonly int _unknown;
    private readonly ByteTokens? _bytes;
    private readonly float _unknownScore;
    private readonly float _bestScore;

    /// <param name="pieces">What text can be cut into: no control pieces, no bytes, no two alike.</param>
    /// <param name="unknown">Token for what no piece covers; several such characters in a row are one.</param>
    /// <param name="bytes">Spell unknown characters in bytes instead.</param>
    public Unigram(IEnumerable<UnigramPiece> pieces, int unknown, ByteTokens? bytes)
    {
        _pieces = [.. pieces];
        (_unknown, _bytes) = (unknown, bytes);
        _trie = new PieceTrie(_pieces.Select((piece, index) => KeyValuePair.Create(piece.Text, index)));
        var scores = _pieces.Where(piece => !piece.UserDefined).Select(piece => piece.Score).DefaultIfEmpty(0).ToList();
        (_unknownScore, _bestScore) = (scores.Min() - UnknownPenalty, scores.Max());
    }

    public void Encode(string word, List<Subword> tokens)
    {
        var path = Path(word);
        var reversed = new List<(int Start, int End, int Piece)>();
        for (var end = word.Length; end > 0; end = path[end].Start) { reversed.Add((path[end].Start, end, path[end].Piece)); }
        var lastWasUnknown = false;
        for (var i = reversed.Count - 1; i >= 0; i--)
        {
            var (start, end, piece) = reversed[i];
            if (piece >= 0) { tokens.Add(new Subword(_pieces[piece].Id, start, end)); }
            else if (_bytes is not null) { _bytes.Spell(Rune.GetRuneAt(word, start), start, tokens); }
            else if (lastWasUnknown) { tokens[^1] = tokens[^1] with { End = end }; }
            else { tokens.Add(new Subword(_unknown, start, end)); }
            lastWasUnknown = piece < 0;
        }
    }

    /// <summary>For each end, the best last piece before it: where it starts and which it is (-1: unknown).</summary>
    private (int Start, int Piece, float Score)[] Path(string word)
    {
        var best = new (int Start, int Piece, float Score)[word.Length + 1];
        for (var i = 1; i < best.Length; i++) { best[i] = (-1, -1, 0f); }
        void Offer(int start, int end, int piece, float score)
        {
            score += best[start].Score;
            if (best[end].Start < 0 || score > best[end].Score) { best[end] = (start, piece, score); }
        }
        for (var start = 0; start < word.Length;)
        {
            var length = Rune.GetRuneAt(word, start).Utf16SequenceLength;
            var (node, single) = (0, false);
            for (var i = start; i < word.Length && (node = _trie.Next(node, word[i])) != 0; i++)
            {
                if (_trie.Value(node) is not (>= 0 and var index)) { continue; }
                var piece = _pieces[index];
                Offer(start, i + 1, index, piece.UserDefined ? (Encoding.UTF8.GetByteCount(piece.Text) * _bestScore) - 0.1f : piece.Score);
                single |= i + 1 - start == length;
            }
            if (!single) { Offer(start, start + length, -1, _unknownScore); }
            start += length;
        }
        return best;
    }
}
