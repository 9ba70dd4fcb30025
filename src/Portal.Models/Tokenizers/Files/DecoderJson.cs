using Portal.Models.Tokenizers.Decoders;
using Portal.Models.Tokenizers.PreTokenizers;

namespace Portal.Models.Tokenizers.Files;

/// <summary>Reads the <c>decoder</c> of a <c>tokenizer.json</c>.</summary>
internal static class DecoderJson
{
    /// <param name="unigram">The model is SentencePiece's unigram, whose decoded text has no white space at its ends.</param>
    public static IDecoder Read(JsonPart part, bool unigram)
    {
        switch (part.Type)
        {
            case "Sequence": return new DecoderSequence([.. part["decoders"].Items().Select(step => Read(step, unigram))]);
            case "ByteLevel": return new TextDecoder(ByteLevel.Decode);
            case "ByteFallback": return new ByteFallbackDecoder();
            case "Fuse": return new TextDecoder(text => text);
            case "WordPiece": return new WordPieceDecoder(part.Find("prefix")?.Text() ?? "##", part.Flag("cleanup", true));
            case "Metaspace": return new MetaspaceDecoder(PatternJson.Character(part["replacement"]), PreTokenizerJson.Scheme(part) != PrependScheme.Never, trim: unigram);
            case "BPEDecoder":
                var suffix = part.Find("suffix")?.Text() ?? "</w>";
                return new TextDecoder(text => text.Replace(suffix, " ", StringComparison.Ordinal).TrimEnd(' '));
            case "Replace":
                var (pattern, content) = (PatternJson.Read(part["pattern"]), part["content"].Text());
                return new TokenDecoder(token => pattern.Replace(token, content));
            case "Strip":
                var (character, start, stop) = (PatternJson.Character(part["content"]), part["start"].Id(), part["stop"].Id());
                return new TokenDecoder(token => Strip(token, character, start, stop));
            case var type: throw part.Unsupported($"the type '{type}'");
        }
    }

    private static string Strip(string token, char character, int start, int stop)
    {
        var (first, last) = (0, token.Length);
        while (first < start && first < last && token[first] == character) { first++; }
        while (token.Length - last < stop && last > first && token[last - 1] == character) { last--; }
        return token[first..last];
    }
}
