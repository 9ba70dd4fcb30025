using System.Globalization;
using System.Text;
using Portal.Core.Unicode;

namespace Portal.Core.Survey;

/// <summary>
/// What a probe of a language must look like beyond <see cref="ProbeRules"/>: written in the language's script and letters, in one spelling of every
/// character (NFC), without invisible characters, with single spaces.
/// </summary>
public static class LanguageRules
{
    private const int NonJoiner = 0x200C, Joiner = 0x200D;

    /// <summary>Characters that keyboards and fonts put for others, which a model takes for another word.</summary>
    private static readonly Dictionary<string, (string Wrong, string Right)> _lookAlikes = new(StringComparer.Ordinal)
    {
        ["ro"] = ("şţŞŢ", "șțȘȚ"),                          // cedilla for comma below
        ["fa"] = ("يىك", "ییک"),                            // Arabic yeh and kaf for Persian ones
        ["ur"] = ("يىكه", "ییکہ"),                          // and heh
    };

    /// <summary>All rules that the text breaks; empty for a good probe.</summary>
    /// <param name="language">BCP 47 tag. Of languages other than those of <see cref="Language"/> only the form is checked, not the script.</param>
    public static IReadOnlyList<ProbeProblem> Check(string language, string template, string first, string second)
    {
        var problems = new List<ProbeProblem>();
        var known = Language.Find(language);
        foreach (var (field, text) in new[] { ("template", template), ("first", first), ("second", second) })
        {
            if (text.EnumerateRunes().Contains(Rune.ReplacementChar)) { continue; }         // broken text is ProbeRules' matter
            var composed = UnicodeNormalization.Normalize(text, NormalizationForm.FormC);
            if (composed != text) { problems.Add(new(field, "is not in Unicode normalization form C; normalize it, so that equal words are equal texts")); }
            CheckSpaces(field, text, known, problems);
            if (known is not null) { CheckLetters(field, composed, known, problems); }
        }
        return problems;
    }

    private static void CheckSpaces(string field, string text, Language? language, List<ProbeProblem> problems)
    {
        if (text != text.Trim() || text.Zip(text.Skip(1)).Any(pair => char.IsWhiteSpace(pair.First) && char.IsWhiteSpace(pair.Second)))
        {
            problems.Add(new(field, "has white space at an end or twice in a row; remove it"));
        }
        foreach (var rune in text.EnumerateRunes())
        {
            var joins = (rune.Value == NonJoiner && language?.Script is null or Script.Arabic or Script.Bengali)
                || (rune.Value == Joiner && language?.Script is null or Script.Bengali);
            var invisible = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                || (Rune.IsWhiteSpace(rune) && rune.Value != ' ');
            if (!invisible || joins) { continue; }
            problems.Add(new(field, $"contains U+{rune.Value:X4}, an invisible or unassigned character; remove it (the page sets the direction, spaces are plain)"));
            return;
        }
    }

    private static void CheckLetters(string field, string text, Language language, List<ProbeProblem> problems)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (_lookAlikes.TryGetValue(language.Tag, out var pairs) && pairs.Wrong.IndexOf(rune.ToString(), StringComparison.Ordinal) is >= 0 and var at)
            {
                problems.Add(new(field, $"contains {rune} (U+{rune.Value:X4}), where {language.Name} has {pairs.Right[at]} (U+{(int)pairs.Right[at]:X4}); replace it"));
                return;
            }
            var category = Rune.GetUnicodeCategory(rune);
            var written = Rune.IsLetter(rune) || category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            if (!written || IsOf(language, rune)) { continue; }
            problems.Add(new(field, $"contains {rune} (U+{rune.Value:X4}), which is no letter of {language.Name} ({language.Script} script); replace it"));
            return;
        }
    }

    private static bool IsOf(Language language, Rune rune) => language.Script switch
    {
        Script.Latin => rune.Value is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or 0xAA or 0xBA or (>= 0xC0 and <= 0x24F) or (>= 0x1E00 and <= 0x1EFF),
        Script.Greek => rune.Value is (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF),
        Script.Cyrillic => SerbianLatin.IsCyrillic(rune),                              // the alphabet of the one language in it
        Script.Arabic => rune.Value is >= 0x600 and <= 0x6FF,                          // presentation forms are not in NFC's care, and wrong
        Script.Bengali => rune.Value is >= 0x980 and <= 0x9FF,
        _ => rune.Value is >= 0xAC00 and <= 0xD7A3,                                    // whole syllables
    };
}
