namespace Portal.Models.Tokenizers.Decoders;

/// <summary>Puts spaces between words, and with <paramref name="cleanUp"/> takes those away again that English does not write.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : IDecoder
{
    private static readonly (string From, string To)[] Written =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens)
    {
        var text = string.Concat(tokens.Select((token, i) => i == 0 ? token : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token));
        return [cleanUp ? Written.Aggregate(text, (current, rule) => current.Replace(rule.From, rule.To, StringComparison.Ordinal)) : text];
    }
}
