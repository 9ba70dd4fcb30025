using Portal.Models.Tokenizers.Decoders;
using Portal.Models.Tokenizers.PreTokenizers;
using Portal.Models.Tokenizers.Subwords;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads GPT-2's pair of files: <c>vocab.json</c> (token to id) and <c>merges.txt</c> (one pair a line, in the order learnt).</summary>
internal static class ByteLevelFiles
{
    private static readonly SpecialTokens Roberta = new("<unk>", "<pad>", "<mask>", "<s>", "</s>", "<s>", "</s>");
    private static readonly SpecialTokens Gpt = new(Unknown: "<|endoftext|>", Beginning: "<|endoftext|>", End: "<|endoftext|>");

    public static TokenizerParts Read(string file, TokenizerConfig config)
    {
        var vocabulary = TokenizerFile.ReadJson(file, root =>
        {
            var tokens = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (token, id) in root.Fields()) { tokens[token] = tokens.ContainsKey(token) ? throw new TokenizerException($"'{token}' is there twice") : id.Id(); }
            return tokens;
        });
        var merges = TokenizerFile.ReadText(Path.Combine(Path.GetDirectoryName(file) ?? "", "merges.txt"), text => Merges(text, vocabulary));
        // without a class the vocabulary tells: RoBERTa and BART have <s> and </s>, GPT-2 has not
        var roberta = config.Class switch
        {
            null => vocabulary.ContainsKey("<s>") && vocabulary.ContainsKey("</s>"),
            "RobertaTokenizer" or "BartTokenizer" => true,
            "GPT2Tokenizer" => false,
            var other => throw new TokenizerException($"{file}: files of the class {other} (tokenizer_config.json: tokenizer_class) are not supported; RobertaTokenizer's, BartTokenizer's and GPT2Tokenizer's are"),
        };
        var special = config.Special.Or(roberta ? Roberta : Gpt);
        int Id(string? token) => vocabulary.TryGetValue(token ?? "", out var id) ? id : throw new TokenizerException($"{file}: the token '{token}' is not in the vocabulary");
        var added = special.All.Where(vocabulary.ContainsKey).Select(token => new AddedToken(vocabulary[token], token, Special: true, LeftStrip: token == special.Mask));
        return new TokenizerParts(vocabulary, new BytePairEncoding(vocabulary, merges, unknown: null, bytes: null, fuseUnknown: false, ignoreMerges: false))
        {
            Added = [.. config.Added.UnionBy(added, token => token.Content)],
            PreTokenizer = new ByteLevelSplit(config.Flags.GetValueOrDefault("add_prefix_space"), useRegex: true),
            Template = roberta ? Template.Roberta(Id(special.Classification), Id(special.Separator)) : Template.None,
            Decoder = new TextDecoder(ByteLevel.Decode),
            Special = special,
        };
    }

    private static List<Merge> Merges(string text, Dictionary<string, int> vocabulary)
    {
        var merges = new List<Merge>();
        foreach (var (number, ended) in text.Split('\n').Index())
        {
            var line = ended.TrimEnd('\r');
            if (line.Length == 0 || (number == 0 && line.StartsWith("#version", StringComparison.Ordinal))) { continue; }
            int Known(string token) => vocabulary.TryGetValue(token, out var id) ? id : throw new TokenizerException($"line {number + 1}: '{token}' is not in the vocabulary");
            var pair = line.Split(' ');
            if (pair.Length != 2) { throw new TokenizerException($"line {number + 1}: '{line}' is not two tokens with a space between"); }
            merges.Add(new Merge(Known(pair[0]), Known(pair[1]), merges.Count, Known(pair[0] + pair[1])));
        }
        return merges;
    }
}
