using Portal.Models.Tokenizers.Normalizers;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.PreTokenizers;

/// <summary>Cuts into GPT-2's words, if asked, and writes each byte as one letter (Radford et al. 2019). As a normaliser it only writes the bytes.</summary>
internal sealed class ByteLevelSplit(bool addPrefixSpace, bool useRegex) : IPreTokenizer, INormalizer
{
    private static readonly PatternSplit Words = new(
        new CodePointRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"), SplitBehavior.Isolated);
    private static readonly Prepend Space = new(" ");

    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        var whole = addPrefixSpace && text.Length > 0 && text.Text[0] != ' ' ? Space.Apply(text) : text;
        return (useRegex ? Words.Split(whole) : [whole]).Select(Apply);
    }

    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> letters = stackalloc char[4];
        var position = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(utf8);
            for (var i = 0; i < count; i++) { letters[i] = ByteLevel.Letter(utf8[i]); }
            result.Replace(text, position, position + rune.Utf16SequenceLength, letters[..count]);
            position += rune.Utf16SequenceLength;
        }
        return result.ToText();
    }
}
