namespace Portal.Models.Tokenizers.Decoders;

/// <summary>Writes ▁ as a space and drops the one that was put before the text.</summary>
/// <param name="replacement">What stands for a space.</param>
/// <param name="prefixed">A space was put before the text.</param>
/// <param name="trim">White space at both ends goes, as in Hugging Face's own classes for the unigram checkpoints (XLM-R, T5, mT5).</param>
internal sealed class MetaspaceDecoder(char replacement, bool prefixed, bool trim) : IDecoder
{
    /// <summary>What Python's <c>str.strip()</c> takes for white space beyond .NET's.</summary>
    private const string Separators = "\u001C\u001D\u001E\u001F";

    public IReadOnlyList<string> Apply(IReadOnlyList<string> tokens)
    {
        var texts = tokens.Select((token, i) => (i == 0 && prefixed ? token.TrimStart(replacement) : token).Replace(replacement, ' '));
        return trim ? [Trim(string.Concat(texts))] : [.. texts];
    }

    private static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        static bool IsSpace(char letter) => char.IsWhiteSpace(letter) || Separators.Contains(letter, StringComparison.Ordinal);
        while (start < end && IsSpace(text[start])) { start++; }
        while (end > start && IsSpace(text[end - 1])) { end--; }
        return text[start..end];
    }
}
