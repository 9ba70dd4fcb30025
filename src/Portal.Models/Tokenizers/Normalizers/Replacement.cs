using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>Replaces every match of a pattern by one and the same text.</summary>
internal sealed class Replacement(Pattern pattern, string content) : INormalizer
{
    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length);
        var position = 0;
        foreach (var (start, end) in pattern.Matches(text.Text))
        {
            result.Keep(text, position, start);
            result.Replace(text, start, end, content);
            position = end;
        }
        if (position == 0) { return text; }
        result.Keep(text, position, text.Length);
        return result.ToText();
    }
}
