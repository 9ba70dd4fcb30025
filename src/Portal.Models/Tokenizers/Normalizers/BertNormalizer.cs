using System.Globalization;
using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>
/// The cleaning of BERT's BasicTokenizer (Devlin et al. 2019), in its order: control characters go, Chinese characters get space around them, NFC, lower
/// case with the Greek final sigma, accents go. The Rust library skips NFC and the sigma; BERT's own code is followed.
/// </summary>
internal sealed class BertNormalizer : INormalizer
{
    private static readonly UnicodeForm Composed = new(NormalizationForm.FormC);
    private static readonly UnicodeForm Decomposed = new(NormalizationForm.FormD);
    private static readonly CharacterMap WithoutMarks = new(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark ? "" : null);
    private readonly NormalizerSequence _steps;

    public BertNormalizer(bool cleanText, bool handleChineseChars, bool? stripAccents, bool lowercase)
    {
        var steps = new List<INormalizer>();
        if (cleanText) { steps.Add(new CharacterMap(Clean)); }
        if (handleChineseChars) { steps.Add(new CharacterMap(rune => IsChinese(rune.Value) ? $" {rune} " : null)); }
        steps.Add(Composed);
        if (lowercase) { steps.AddRange([new FinalSigma(), CharacterMap.Lowercase]); }
        if (stripAccents ?? lowercase) { steps.AddRange([Decomposed, WithoutMarks]); }
        _steps = new NormalizerSequence(steps);
    }

    public NormalizedText Apply(NormalizedText text) => _steps.Apply(text);

    private static string? Clean(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => " ",
        0 or 0xFFFD => "",
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator => " ",
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "",
            _ => null,
        },
    };

    private static bool IsChinese(int code) => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Σ becomes ς at the end of a word: after a letter, before none (Unicode's Final_Sigma, with marks and apostrophes looked through).</summary>
    private sealed class FinalSigma : INormalizer
    {
        public NormalizedText Apply(NormalizedText text)
        {
            if (!text.Text.Contains('Σ', StringComparison.Ordinal)) { return text; }
            var result = new NormalizedTextBuilder(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (text.Text[i] == 'Σ' && IsCased(text.Text, i, -1) && !IsCased(text.Text, i, 1)) { result.Replace(text, i, i + 1, "ς"); }
                else { result.Keep(text, i, i + 1); }
            }
            return result.ToText();
        }

        private static bool IsCased(string text, int position, int step)
        {
            for (position += step; position >= 0 && position < text.Length; position += step)
            {
                var category = char.IsSurrogate(text[position]) ? UnicodeCategory.OtherLetter : char.GetUnicodeCategory(text[position]);
                if (category <= UnicodeCategory.TitlecaseLetter) { return true; }
                var ignored = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.ModifierSymbol || text[position] is '\'' or '.' or ':' or '·' or '’';
                if (!ignored) { return false; }
            }
            return false;
        }
    }
}
