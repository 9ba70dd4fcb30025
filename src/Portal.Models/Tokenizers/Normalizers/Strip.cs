using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>Drops white space at the ends.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public NormalizedText Apply(NormalizedText text)
    {
        var (start, end) = (0, text.Length);
        while (left && start < end && char.IsWhiteSpace(text.Text[start])) { start++; }
        while (right && start < end && char.IsWhiteSpace(text.Text[end - 1])) { end--; }
        return text.Slice(start, end);
    }
}
