using System.Text;
using Portal.Core.Unicode;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>NFC, NFD, NFKC or NFKD. What a segment turns into came from the whole segment.</summary>
internal sealed class UnicodeForm(NormalizationForm form) : INormalizer
{
    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = UnicodeNormalization.SegmentEnd(text.Text, start);
            var segment = text.Text[start..end];
            var normalized = UnicodeNormalization.NormalizeSegment(segment, form);
            if (normalized == segment) { result.Keep(text, start, end); }
            else { result.Replace(text, start, end, normalized); }
            start = end;
        }
        return result.ToText();
    }
}
