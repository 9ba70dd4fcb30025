using Portal.Models.Tokenizers.PreTokenizers;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads the <c>pre_tokenizer</c> of a <c>tokenizer.json</c>.</summary>
internal static class PreTokenizerJson
{
    /// <param name="sentencePiece">The file imitates SentencePiece, whose rules for white space have been applied when the text is split.</param>
    public static IPreTokenizer Read(JsonPart part, bool sentencePiece) => part.Type switch
    {
        "Sequence" => new PreTokenizerSequence([.. part["pretokenizers"].Items().Select(step => Read(step, sentencePiece))]),
        "WhitespaceSplit" => sentencePiece ? Delimiters.Space : Delimiters.WhiteSpace,
        "Whitespace" => Delimiters.WordsAndPunctuation,
        "BertPreTokenizer" => Delimiters.Bert,
        "Punctuation" => Delimiters.Punctuation(Behavior(part, SplitBehavior.Isolated)),
        "Digits" => Delimiters.Digits(part.Flag("individual_digits")),
        "CharDelimiterSplit" => new PatternSplit(new LiteralPattern(part["delimiter"].Text()), SplitBehavior.Removed),
        "Split" => new PatternSplit(PatternJson.Read(part["pattern"]), Behavior(part, null), part.Flag("invert")),
        "Metaspace" => new Metaspace(PatternJson.Character(part["replacement"]), Scheme(part), part.Flag("split", true)),
        "ByteLevel" => new ByteLevelSplit(part.Flag("add_prefix_space", true), part.Flag("use_regex", true)),
        var type => throw part.Unsupported($"the type '{type}'"),
    };

    public static PrependScheme Scheme(JsonPart part) => part.Find("prepend_scheme") is not { } scheme
        ? part.Flag("add_prefix_space", true) ? PrependScheme.Always : PrependScheme.Never
        : scheme.Text() switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            var other => throw scheme.Unsupported($"'{other}'"),
        };

    private static SplitBehavior Behavior(JsonPart part, SplitBehavior? absent)
    {
        if (absent is { } behavior && part.Find("behavior") is null) { return behavior; }
        var name = part["behavior"];
        return name.Text() switch
        {
            "Removed" => SplitBehavior.Removed,
            "Isolated" => SplitBehavior.Isolated,
            "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
            "MergedWithNext" => SplitBehavior.MergedWithNext,
            "Contiguous" => SplitBehavior.Contiguous,
            var other => throw name.Unsupported($"'{other}'"),
        };
    }
}
