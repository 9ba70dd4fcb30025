using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.Subwords;

namespace Portal.Models.Tokenizers.Files;

/// <summary>
/// Reads a <c>tokenizer.json</c>. A part that is not supported is refused by name. Where the library that wrote the file and the models' own tokenizers disagree
/// (SentencePiece, BERT's BasicTokenizer), the latter are followed: with them the models were trained.
/// </summary>
internal static class TokenizerJson
{
    public static TokenizerParts Read(string file, TokenizerConfig config) => TokenizerFile.ReadJson(file, root => Parse(root, config));

    private static TokenizerParts Parse(JsonPart root, TokenizerConfig config)
    {
        var model = root["model"];
        // files of the first BPE tokenizers name no type
        var type = model.Find("type")?.Text() ?? "BPE";
        var added = root.Find("added_tokens")?.Items().Select(token => TokenizerConfig.Token(token, token["id"].Id())).ToList() ?? [];
        var normalizer = root.Find("normalizer") is { } normalization ? NormalizerJson.Read(normalization) : null;
        var (vocabulary, subwords, unknown) = type switch
        {
            "BPE" => BytePairs(model),
            "Unigram" => Pieces(model, added),
            "WordPiece" => Words(model),
            _ => throw model.Unsupported($"the type '{type}'"),
        };
        return new TokenizerParts(vocabulary, subwords)
        {
            Added = added,
            Normalizer = normalizer,
            PreTokenizer = root.Find("pre_tokenizer") is { } split ? PreTokenizerJson.Read(split, sentencePiece: normalizer is CompiledCharsMap) : null,
            Template = root.Find("post_processor") is { } wrapping ? TemplateJson.Read(wrapping) ?? Template.None : Template.None,
            Decoder = root.Find("decoder") is { } decoder ? DecoderJson.Read(decoder, unigram: type == "Unigram") : null,
            Special = config.Special.Or(new SpecialTokens(Unknown: unknown)),
        };
    }

    private static Dictionary<string, int> Vocabulary(JsonPart vocab)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (token, id) in vocab.Fields())
        {
            if (!vocabulary.TryAdd(token, id.Id())) { throw new TokenizerException($"{vocab.Path} has '{token}' twice"); }
        }
        return vocabulary;
    }

    private static (Dictionary<string, int>, ISubwordModel, string?) Words(JsonPart model)
    {
        var vocabulary = Vocabulary(model["vocab"]);
        var unknown = model["unk_token"].Text();
        var longest = model.Find("max_input_chars_per_word")?.Integer() ?? 100;
        return (vocabulary, new WordPiece(vocabulary, Known(vocabulary, unknown, model["unk_token"].Path), model.Find("continuing_subword_prefix")?.Text() ?? "##", longest), unknown);
    }

    private static (Dictionary<string, int>, ISubwordModel, string?) BytePairs(JsonPart model)
    {
        foreach (var field in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Find(field) is { } affix && affix.Text().Length > 0) { throw affix.Unsupported($"'{affix.Text()}'"); }
        }
        if (model.Find("dropout") is { } dropout && dropout.Score() != 0) { throw dropout.Unsupported("dropping merges at random"); }
        var vocabulary = Vocabulary(model["vocab"]);
        var unknown = model.Find("unk_token")?.Text();
        var merges = model["merges"].Items().Select((merge, rank) =>
        {
            var (left, right) = Pair(merge);
            return new Merge(Known(vocabulary, left, merge.Path), Known(vocabulary, right, merge.Path), rank, Known(vocabulary, left + right, merge.Path));
        });
        var subwords = new BytePairEncoding(
            vocabulary, merges, unknown is null ? null : Known(vocabulary, unknown, model["unk_token"].Path), model.Flag("byte_fallback") ? ByteTokens.Find(vocabulary) : null,
            model.Flag("fuse_unk"), model.Flag("ignore_merges"));
        return (vocabulary, subwords, unknown);
    }

    /// <summary>Byte tokens and special tokens stand in the list like any piece, but no text is cut into them.</summary>
    private static (Dictionary<string, int>, ISubwordModel, string?) Pieces(JsonPart model, List<AddedToken> added)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var pieces = new List<UnigramPiece>();
        var special = added.Where(token => token.Special).Select(token => token.Content).ToHashSet();
        var bytes = model.Flag("byte_fallback");
        foreach (var entry in model["vocab"].Items())
        {
            if (entry.Items().ToList() is not [var name, var value]) { throw entry.Expected("a piece and its score"); }
            var (text, score) = (name.Text(), value.Score());
            if (!vocabulary.TryAdd(text, vocabulary.Count)) { throw new TokenizerException($"{entry.Path}: '{text}' is there twice"); }
            if (!special.Contains(text) && !(bytes && ByteTokens.Value(text) is not null)) { pieces.Add(new UnigramPiece(text, score, vocabulary.Count - 1)); }
        }
        var unknown = model["unk_id"].Id();
        var unknownText = vocabulary.FirstOrDefault(piece => piece.Value == unknown).Key ?? throw new TokenizerException($"model.unk_id {unknown} is beyond the {vocabulary.Count} pieces");
        pieces.RemoveAll(piece => piece.Id == unknown);
        return (vocabulary, new Unigram(pieces, unknown, bytes ? ByteTokens.Find(vocabulary) : null), unknownText);
    }

    private static (string Left, string Right) Pair(JsonPart merge)
    {
        if (merge.Element.ValueKind == System.Text.Json.JsonValueKind.Array)
        {
            var parts = merge.Items().ToList();
            return parts.Count == 2 ? (parts[0].Text(), parts[1].Text()) : throw merge.Expected("two tokens");
        }
        var pair = merge.Text();
        var space = pair.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (pair[..space], pair[(space + 1)..]) : throw merge.Expected("two tokens with a space between");
    }

    private static int Known(Dictionary<string, int> vocabulary, string token, JsonPath path) =>
        vocabulary.TryGetValue(token, out var id) ? id : throw new TokenizerException($"{path}: '{token}' is not in the vocabulary");
}
