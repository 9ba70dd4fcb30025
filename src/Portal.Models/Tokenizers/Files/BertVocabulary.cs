using Portal.Models.Tokenizers.Decoders;
using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.PreTokenizers;
using Portal.Models.Tokenizers.Subwords;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads BERT's <c>vocab.txt</c>: one token a line, the line's number is the id.</summary>
internal static class BertVocabulary
{
    private static readonly SpecialTokens Defaults = new(Unknown: "[UNK]", Padding: "[PAD]", Mask: "[MASK]", Classification: "[CLS]", Separator: "[SEP]");

    public static TokenizerParts Read(string file, TokenizerConfig config) => TokenizerFile.ReadText(file, text => Parse(text, config));

    private static TokenizerParts Parse(string text, TokenizerConfig config)
    {
        if (config.Class is not (null or "BertTokenizer" or "DistilBertTokenizer" or "ElectraTokenizer"))
        {
            throw new TokenizerException($"a vocab.txt of the class {config.Class} (tokenizer_config.json: tokenizer_class) is not supported; BertTokenizer's is");
        }
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, line) in (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Index()) { vocabulary[line.TrimEnd('\r')] = id; }      // of two alike the later counts, as in BERT
        var special = config.Special.Or(Defaults);
        int Id(string? token) => vocabulary.TryGetValue(token ?? "", out var id) ? id : throw new TokenizerException($"the token '{token}' is not in the vocabulary");
        var lowercase = config.Flags.GetValueOrDefault("do_lower_case", true);
        var stripAccents = config.Flags.TryGetValue("strip_accents", out var strip) ? strip : (bool?)null;
        return new TokenizerParts(vocabulary, new WordPiece(vocabulary, Id(special.Unknown), "##", 100))
        {
            Added = [.. config.Added.UnionBy(special.All.Where(vocabulary.ContainsKey).Select(token => new AddedToken(vocabulary[token], token, Special: true)), token => token.Content)],
            Normalizer = new BertNormalizer(cleanText: true, config.Flags.GetValueOrDefault("tokenize_chinese_chars", true), stripAccents, lowercase),
            PreTokenizer = Delimiters.Bert,
            Template = Template.Bert(Id(special.Classification), Id(special.Separator)),
            Decoder = new WordPieceDecoder("##", cleanUp: true),
            Special = special,
        };
    }
}
