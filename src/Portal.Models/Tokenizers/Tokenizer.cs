using Portal.Models.Tokenizers.Files;
using Portal.Models.Tokenizers.Subwords;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers;

/// <summary>
/// Text to token ids and back: added tokens are cut out, each piece is normalised, split into words and encoded, and the sequence is wrapped in the tokens
/// that the model expects.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokens _raw;
    private readonly AddedTokens _normalized;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _texts;
    private readonly HashSet<int> _special;

    /// <exception cref="TokenizerException">Two tokens have one id, or a token that is put around the text has none.</exception>
    internal Tokenizer(TokenizerParts parts)
    {
        _parts = parts;
        _ids = new Dictionary<string, int>(parts.Vocabulary, StringComparer.Ordinal);
        foreach (var token in parts.Added)
        {
            if (_ids.TryGetValue(token.Content, out var id) && id != token.Id) { throw new TokenizerException($"the added token '{token.Content}' has the id {token.Id}, in the vocabulary {id}"); }
            _ids[token.Content] = token.Id;
        }
        if (_ids.Count == 0) { throw new TokenizerException("the vocabulary is empty"); }
        _texts = new Dictionary<int, string>(_ids.Count);
        foreach (var (text, id) in _ids)
        {
            if (!_texts.TryAdd(id, text)) { throw new TokenizerException($"'{_texts[id]}' and '{text}' have the same id {id}"); }
        }
        foreach (var piece in parts.Template.Single.Concat(parts.Template.Pair).Where(piece => piece.Sequence is null && !_texts.ContainsKey(piece.Id)))
        {
            throw new TokenizerException($"post_processor puts the id {piece.Id} around texts, which is not in the vocabulary");
        }
        _special = [.. parts.Added.Where(token => token.Special).Select(token => token.Id)];
        _raw = new AddedTokens(parts.Added.Where(token => !token.Normalized).Select(token => (token, token.Content)));
        _normalized = new AddedTokens(parts.Added.Where(token => token.Normalized).Select(token => (token, Normalize(NormalizedText.Of(token.Content)).Text)));
        LargestId = _texts.Keys.Max();
    }

    /// <summary>The largest id that can come out; a model's table may be longer.</summary>
    public int LargestId { get; }

    /// <summary>Tokens that there are, added ones included.</summary>
    public int Count => _ids.Count;

    /// <summary>How words become tokens: BytePairEncoding, Unigram or WordPiece.</summary>
    public string Kind => _parts.Model.GetType().Name;

    /// <summary>The tokens with a role, as the files name them.</summary>
    public SpecialTokens SpecialTokens => _parts.Special;

    public int? UnknownId => Role(SpecialTokens.Unknown);

    public int? PaddingId => Role(SpecialTokens.Padding);

    public int? MaskId => Role(SpecialTokens.Mask);

    public int? BeginningId => Role(SpecialTokens.Beginning);

    public int? EndId => Role(SpecialTokens.End);

    /// <summary>
    /// Reads the tokenizer of a checkpoint folder: <c>tokenizer.json</c> if it is there, otherwise a SentencePiece model (<c>sentencepiece.bpe.model</c>,
    /// <c>spiece.model</c>, <c>tokenizer.model</c>), <c>vocab.json</c> with <c>merges.txt</c>, or <c>vocab.txt</c>; <c>tokenizer_config.json</c> and
    /// <c>special_tokens_map.json</c> add to each.
    /// </summary>
    /// <exception cref="TokenizerException">A file is missing, damaged or uses a part that is not supported; the message names file and field.</exception>
    public static Tokenizer Load(string folder) => TokenizerFolder.Load(folder);

    /// <summary>The id of a token's text, or null.</summary>
    public int? Id(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The token's text as it stands in the vocabulary, or null.</summary>
    public string? Token(int id) => _texts.GetValueOrDefault(id);

    /// <summary>Whether the id is a special token, which decoding leaves out.</summary>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text; unpaired surrogates become U+FFFD.</param>
    /// <param name="addSpecialTokens">Wrap the sequence in the model's own tokens, such as a beginning of text.</param>
    public List<int> Encode(string text, bool addSpecialTokens = true) => [.. Tokenize(text, addSpecialTokens).Ids];

    /// <summary>The tokens of a text, with the place of each in it.</summary>
    /// <param name="text">Any text; unpaired surrogates become U+FFFD.</param>
    /// <param name="addSpecialTokens">Wrap the sequence in the model's own tokens, such as a beginning of text.</param>
    public Tokenization Tokenize(string text, bool addSpecialTokens = true) => Assemble(addSpecialTokens ? _parts.Template.Single : Template.None.Single, text, "");

    /// <summary>Two texts as one input, such as a sentence and its continuation.</summary>
    /// <param name="addSpecialTokens">Wrap and part the texts by the model's own tokens.</param>
    public Tokenization EncodePair(string first, string second, bool addSpecialTokens = true) =>
        Assemble(addSpecialTokens ? _parts.Template.Pair : Template.None.Pair, first, second);

    /// <summary>The text that the ids stand for; ids outside the vocabulary are passed over.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = true)
    {
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            if (_texts.TryGetValue(id, out var token) && !(skipSpecialTokens && _special.Contains(id))) { tokens.Add(token); }
        }
        return _parts.Decoder is { } decoder ? string.Concat(decoder.Apply(tokens)) : string.Join(' ', tokens);
    }

    private int? Role(string? token) => token is null ? null : Id(token);

    private NormalizedText Normalize(NormalizedText text) => _parts.Normalizer?.Apply(text) ?? text;

    private Tokenization Assemble(IReadOnlyList<TemplatePiece> template, string first, string second)
    {
        var result = new Tokenization();
        foreach (var piece in template)
        {
            if (piece.Sequence is { } sequence) { Append(result, sequence == 0 ? first : second, piece); }
            else { result.Add(piece.Id, _texts[piece.Id], default, piece.TypeId, null); }
        }
        return result;
    }

    private void Append(Tokenization result, string text, TemplatePiece place)
    {
        var reached = 0;
        void Add(int id, (int Start, int End) source)
        {
            var start = Math.Max(source.Start, reached);
            reached = Math.Max(source.End, start);
            result.Add(id, _texts[id], new TokenSpan(start, reached), place.TypeId, place.Sequence);
        }
        var subwords = new List<Subword>();
        foreach (var (piece, token) in CutAtAddedTokens(NormalizedText.Of(text)))
        {
            if (token is not null)
            {
                Add(token.Id, piece.Source(0, piece.Length));
                continue;
            }
            foreach (var word in _parts.PreTokenizer?.Split(piece) ?? [piece])
            {
                subwords.Clear();
                _parts.Model.Encode(word.Text, subwords);
                foreach (var subword in subwords) { Add(subword.Id, word.Source(subword.Start, subword.End)); }
            }
        }
    }

    private IEnumerable<(NormalizedText Piece, AddedToken? Token)> CutAtAddedTokens(NormalizedText text) =>
        _raw.Cut(text).SelectMany(cut => cut.Token is null ? _normalized.Cut(Normalize(cut.Piece)) : [cut]);
}
