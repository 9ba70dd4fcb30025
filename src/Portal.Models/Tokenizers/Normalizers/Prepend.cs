using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>Puts a prefix before any text that is not empty.</summary>
internal sealed class Prepend(string prefix) : INormalizer
{
    public NormalizedText Apply(NormalizedText text)
    {
        if (text.Length == 0) { return text; }
        var result = new NormalizedTextBuilder(text.Length + prefix.Length);
        result.Replace(text, 0, 0, prefix);
        result.Keep(text, 0, text.Length);
        return result.ToText();
    }
}
