using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers;

/// <summary>A token that is matched in the text before anything is split.</summary>
/// <param name="Special">Left out when decoding for a reader.</param>
/// <param name="SingleWord">Does not match inside a word.</param>
/// <param name="LeftStrip">Takes the white space before it.</param>
/// <param name="RightStrip">Takes the white space after it.</param>
/// <param name="Normalized">Is looked for in the normalised text, not in the raw one.</param>
public sealed record AddedToken(
    int Id, string Content, bool Special, bool SingleWord = false, bool LeftStrip = false, bool RightStrip = false, bool Normalized = false);

/// <summary>Cuts added tokens out of a text, the longest at each place.</summary>
internal sealed class AddedTokens
{
    private readonly List<AddedToken> _tokens;
    private readonly PieceTrie _trie;

    /// <param name="tokens">The tokens, each with the text that it is found by.</param>
    public AddedTokens(IEnumerable<(AddedToken Token, string Content)> tokens)
    {
        var distinct = tokens.Where(token => token.Content.Length > 0).DistinctBy(token => token.Content).ToList();
        _tokens = [.. distinct.Select(token => token.Token)];
        _trie = new PieceTrie(distinct.Select((token, index) => KeyValuePair.Create(token.Content, index)));
    }

    /// <summary>The text in pieces: added tokens, and what is between them with null.</summary>
    public IEnumerable<(NormalizedText Piece, AddedToken? Token)> Cut(NormalizedText text)
    {
        var position = 0;
        for (var i = 0; i < text.Length && _tokens.Count > 0;)
        {
            var (length, index) = _trie.Longest(text.Text, i);
            var end = i + length;
            if (length == 0 || (_tokens[index].SingleWord && (IsWord(text.Text, i - 1) || IsWord(text.Text, end))))
            {
                i++;
                continue;
            }
            var start = i;
            while (_tokens[index].LeftStrip && start > position && char.IsWhiteSpace(text.Text[start - 1])) { start--; }
            while (_tokens[index].RightStrip && end < text.Length && char.IsWhiteSpace(text.Text[end])) { end++; }
            if (start > position) { yield return (text.Slice(position, start), null); }
            yield return (text.Slice(start, end), _tokens[index]);
            position = i = end;
        }
        if (position < text.Length) { yield return (text.Slice(position, text.Length), null); }
    }

    private static bool IsWord(string text, int position)
    {
        if (position < 0 || position >= text.Length) { return false; }
        if (char.IsLowSurrogate(text[position])) { position--; }
        return Rune.TryGetRuneAt(text, position, out var rune) && (Rune.IsLetterOrDigit(rune) || rune.Value == '_');
    }
}
