using Portal.Models.Tokenizers.Decoders;
using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.Subwords;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Files;

/// <summary>
/// A SentencePiece model as a family of checkpoints uses it. The family is the class in <c>tokenizer_config.json</c>; without one the file's name tells:
/// <c>sentencepiece.bpe.model</c> is XLM-R's, <c>spiece.model</c> T5's and mT5's, <c>tokenizer.model</c> Llama's and Mistral's.
/// </summary>
internal static class SentencePieceCheckpoint
{
    /// <summary>Longer pieces are no words of any language, and finding the merges behind them takes time in the square of their length.</summary>
    private const int LongestBytePairPiece = 512;

    public static TokenizerParts Read(string file, TokenizerConfig config) => TokenizerFile.Read(file, bytes =>
    {
        var model = SentencePieceModel.Parse(bytes);
        return (config.Class ?? Path.GetFileName(file)) switch
        {
            "XLMRobertaTokenizer" or "sentencepiece.bpe.model" => XlmRoberta(model, config),
            "T5Tokenizer" or "MT5Tokenizer" or "spiece.model" => T5(model, config),
            "LlamaTokenizer" or "tokenizer.model" => Llama(model, config),
            var other => throw new TokenizerException($"a SentencePiece model of the class {other} (tokenizer_config.json: tokenizer_class) is not supported; XLMRobertaTokenizer's, T5Tokenizer's and LlamaTokenizer's are"),
        };
    });

    /// <summary>fairseq's numbering: four tokens of its own, the pieces one further, the mask last.</summary>
    private static TokenizerParts XlmRoberta(SentencePieceModel model, TokenizerConfig config)
    {
        var special = config.Special.Or(new SpecialTokens("<unk>", "<pad>", "<mask>", "<s>", "</s>", "<s>", "</s>"));
        var own = new[] { "<s>", "<pad>", "</s>", "<unk>" };
        if (model.Pieces.Count < 3 || model.Pieces.Take(3).Any(piece => piece.Kind is not (PieceKind.Unknown or PieceKind.Control)))
        {
            throw new TokenizerException("pieces[0..2] should be XLM-R's <unk>, <s> and </s> and hold text");
        }
        var vocabulary = own.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
        foreach (var (index, piece) in model.Pieces.Index().Skip(3)) { vocabulary[piece.Text] = index + 1; }
        vocabulary[special.Mask!] = model.Pieces.Count + 1;
        var parts = Parts(model, vocabulary, unknown: 3);
        return parts with
        {
            Added = Added(config, own.Append(special.Mask!).Select(token => new AddedToken(vocabulary[token], token, Special: true, LeftStrip: token == special.Mask))),
            Template = Template.Roberta(0, 2),
            Special = special,
        };
    }

    /// <summary>The file's own numbering; the sentinels are in the file (mT5), or follow it from the last to the first (T5).</summary>
    private static TokenizerParts T5(SentencePieceModel model, TokenizerConfig config)
    {
        var special = config.Special.Or(new SpecialTokens(Unknown: "<unk>", Padding: "<pad>", End: "</s>"));
        var vocabulary = Vocabulary(model);
        var own = vocabulary.ContainsKey("▁<extra_id_0>") || vocabulary.ContainsKey("<extra_id_0>");
        var sentinels = config.ExtraIds ?? (own ? 0 : 100);
        var added = special.All.Where(vocabulary.ContainsKey).Select(token => new AddedToken(vocabulary[token], token, Special: true))
            .Concat(Enumerable.Range(0, sentinels).Select(k => new AddedToken(model.Pieces.Count + sentinels - 1 - k, $"<extra_id_{k}>", Special: true)));
        return Parts(model, vocabulary, Unknown(model)) with
        {
            Added = Added(config, added),
            Template = Template.T5(Known(vocabulary, special.End)),
            Special = special,
        };
    }

    private static TokenizerParts Llama(SentencePieceModel model, TokenizerConfig config)
    {
        var special = config.Special.Or(new SpecialTokens(Unknown: "<unk>", Beginning: "<s>", End: "</s>"));
        var vocabulary = Vocabulary(model);
        return Parts(model, vocabulary, Unknown(model)) with
        {
            Added = Added(config, special.All.Where(vocabulary.ContainsKey).Select(token => new AddedToken(vocabulary[token], token, Special: true))),
            Template = Template.Llama(
                config.Flags.GetValueOrDefault("add_bos_token", true) ? Known(vocabulary, special.Beginning) : null,
                config.Flags.GetValueOrDefault("add_eos_token") ? Known(vocabulary, special.End) : null),
            Special = special,
            Decoder = new DecoderSequence(
            [
                new TokenDecoder(token => token.Replace('▁', ' ')), new ByteFallbackDecoder(), new TextDecoder(text => text is [' ', ..] ? text[1..] : text),
            ]),
        };
    }

    private static TokenizerParts Parts(SentencePieceModel model, Dictionary<string, int> vocabulary, int unknown)
    {
        var bytes = model.ByteFallback ? ByteTokens.Find(vocabulary) : null;
        var userDefined = new PieceTrie(model.Pieces.Where(piece => piece.Kind == PieceKind.UserDefined).Select(piece => KeyValuePair.Create(piece.Text, 0)));
        return new TokenizerParts(vocabulary, model.IsBytePair ? BytePairs(model, vocabulary, unknown, bytes) : Unigram(model, vocabulary, unknown, bytes))
        {
            Normalizer = new SentencePieceNormalizer(
                model.CharsMap.Length == 0 ? null : new CompiledCharsMap(model.CharsMap), userDefined, model.AddDummyPrefix, model.RemoveExtraWhitespaces, model.EscapeWhitespaces),
            Decoder = new DecoderSequence([new ByteFallbackDecoder(), new MetaspaceDecoder('▁', prefixed: true, trim: true)]),
        };
    }

    private static Unigram Unigram(SentencePieceModel model, Dictionary<string, int> vocabulary, int unknown, ByteTokens? bytes) => new(
        model.Pieces.Where(piece => piece.Kind is PieceKind.Normal or PieceKind.UserDefined)
            .Select(piece => new UnigramPiece(piece.Text, piece.Score, vocabulary[piece.Text], piece.Kind == PieceKind.UserDefined)),
        unknown, bytes);

    /// <summary>SentencePiece merges any two pieces that make a third, the one with the best score first.</summary>
    private static BytePairEncoding BytePairs(SentencePieceModel model, Dictionary<string, int> vocabulary, int unknown, ByteTokens? bytes)
    {
        if (model.Pieces.FirstOrDefault(piece => piece.Kind is PieceKind.UserDefined or PieceKind.Unused) is { Text: { } odd })
        {
            throw new TokenizerException($"pieces: '{odd}' is user-defined or unused, which is not supported in a byte-pair model");
        }
        var letters = model.Pieces.Where(piece => piece.Kind == PieceKind.Normal).ToDictionary(piece => piece.Text, piece => vocabulary[piece.Text], StringComparer.Ordinal);
        var pieces = letters.GetAlternateLookup<ReadOnlySpan<char>>();
        var ranks = model.Pieces.Select(piece => piece.Score).Distinct().OrderDescending().Index().ToDictionary(score => score.Item, score => score.Index);
        var merges = new List<Merge>();
        foreach (var piece in model.Pieces.Where(piece => piece.Kind == PieceKind.Normal))
        {
            if (piece.Text.Length > LongestBytePairPiece) { throw new TokenizerException($"pieces: one has {piece.Text.Length} characters; {LongestBytePairPiece} is the most"); }
            for (var cut = 1; cut < piece.Text.Length; cut++)
            {
                if (pieces.TryGetValue(piece.Text.AsSpan(0, cut), out var left) && pieces.TryGetValue(piece.Text.AsSpan(cut), out var right))
                {
                    merges.Add(new Merge(left, right, ranks[piece.Score], vocabulary[piece.Text]));
                }
            }
        }
        return new BytePairEncoding(letters, merges, unknown, bytes, fuseUnknown: true, ignoreMerges: false);
    }

    private static Dictionary<string, int> Vocabulary(SentencePieceModel model) =>
        model.Pieces.Index().ToDictionary(piece => piece.Item.Text, piece => piece.Index, StringComparer.Ordinal);

    private static int Unknown(SentencePieceModel model) => model.Pieces.FindIndex(piece => piece.Kind == PieceKind.Unknown);

    private static IReadOnlyList<AddedToken> Added(TokenizerConfig config, IEnumerable<AddedToken> own) => [.. config.Added.UnionBy(own, token => token.Content)];

    private static int Known(Dictionary<string, int> vocabulary, string? token) =>
        vocabulary.TryGetValue(token ?? "", out var id) ? id : throw new TokenizerException($"pieces: the token '{token}' is not in the vocabulary");
}
