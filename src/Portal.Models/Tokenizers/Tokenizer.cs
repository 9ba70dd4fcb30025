namespace Portal.Models.Tokenizers;

/// <summary>A token that is matched in the raw text before anything else.</summary>
/// <param name="Special">Left out when decoding for a reader.</param>
public sealed record AddedToken(int Id, string Content, bool Special);

/// <summary>
/// Text to token ids and back, by the pipeline of a <c>tokenizer.json</c>: added tokens are cut out, then each piece is normalised, split,
/// encoded, and the sequence is wrapped in the tokens that the model expects.
/// </summary>
public sealed class Tokenizer
{
    private readonly IReadOnlyList<AddedToken> _added;
    private readonly Func<string, string> _normalize;
    private readonly Func<string, IEnumerable<string>> _split;
    private readonly BytePairEncoding _model;
    private readonly Func<IReadOnlyList<string>, string> _decode;
    private readonly (IReadOnlyList<int> Before, IReadOnlyList<int> After) _wrapping;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _texts;
    private readonly HashSet<int> _special;

    internal Tokenizer(TokenizerParts parts)
    {
        // longest first, so that an added token inside a longer one never wins
        _added = [.. parts.Added.OrderByDescending(token => token.Content.Length)];
        (_normalize, _split, _model, _decode, _wrapping) = (parts.Normalize, parts.Split, parts.Model, parts.Decode, parts.Wrapping);
        _ids = new Dictionary<string, int>(parts.Vocabulary, StringComparer.Ordinal);
        foreach (var token in parts.Added) { _ids[token.Content] = token.Id; }
        _texts = _ids.ToDictionary(entry => entry.Value, entry => entry.Key);
        _special = [.. parts.Added.Where(token => token.Special).Select(token => token.Id)];
    }

    /// <summary>The largest id that can come out; a model's table may be longer.</summary>
    public int LargestId => _texts.Keys.Max();

    /// <summary>Reads <c>tokenizer.json</c> from a checkpoint folder.</summary>
    /// <exception cref="TokenizerException">The file is missing, damaged or uses a part that is not supported; the message names it.</exception>
    public static Tokenizer Load(string folder) => TokenizerJson.Read(Path.Combine(folder, "tokenizer.json"));

    /// <summary>The id of a token's text, or null.</summary>
    public int? Id(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token's text as it stands in the vocabulary, or null.</summary>
    public string? Token(int id) => _texts.GetValueOrDefault(id);

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; unpaired surrogates become U+FFFD.</param>
    /// <param name="addSpecialTokens">Wrap the sequence in the model's own tokens, such as a beginning of text.</param>
    public List<int> Encode(string text, bool addSpecialTokens = true)
    {
        var ids = new List<int>();
        if (addSpecialTokens) { ids.AddRange(_wrapping.Before); }
        foreach (var (piece, added) in CutAtAddedTokens(text))
        {
            if (added is { } token) { ids.Add(token.Id); }
            else
            {
                foreach (var word in _split(_normalize(piece))) { _model.Encode(word, ids); }
            }
        }
        if (addSpecialTokens) { ids.AddRange(_wrapping.After); }
        return ids;
    }

    /// <summary>The text that the ids stand for; ids outside the vocabulary are passed over.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            if (_texts.TryGetValue(id, out var token) && !(skipSpecialTokens && _special.Contains(id))) { tokens.Add(token); }
        }
        return _decode(tokens);
    }

    private IEnumerable<(string Piece, AddedToken? Added)> CutAtAddedTokens(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length && _added.Count > 0; i++)
        {
            var rest = text.AsSpan(i);
            AddedToken? match = null;
            foreach (var token in _added)
            {
                if (rest.StartsWith(token.Content, StringComparison.Ordinal))
                {
                    match = token;
                    break;
                }
            }
            if (match is null) { continue; }
            if (i > start) { yield return (text[start..i], null); }
            yield return (match.Content, match);
            start = i + match.Content.Length;
            i = start - 1;
        }
        if (start < text.Length) { yield return (text[start..], null); }
    }
}

/// <summary>What a <c>tokenizer.json</c> defines.</summary>
internal sealed record TokenizerParts(
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<AddedToken> Added,
    Func<string, string> Normalize,
    Func<string, IEnumerable<string>> Split,
    BytePairEncoding Model,
    Func<IReadOnlyList<string>, string> Decode,
    (IReadOnlyList<int> Before, IReadOnlyList<int> After) Wrapping);
