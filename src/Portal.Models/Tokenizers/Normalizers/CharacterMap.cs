using System.Globalization;
using System.Text;
using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>Replaces each character by itself, and the table of the maps that are no more than that.</summary>
/// <param name="map">The replacement; "" drops the character, null keeps it.</param>
internal sealed class CharacterMap(Func<Rune, string?> map) : INormalizer
{
    /// <summary>Lower case character by character, without regard to the neighbours.</summary>
    public static CharacterMap Lowercase { get; } = new(rune => rune.Value == 'İ' ? "i\u0307" : Rune.ToLowerInvariant(rune) is var lower && lower != rune ? lower.ToString() : null);

    /// <summary>Drops combining marks; a decomposing form usually goes before it.</summary>
    public static CharacterMap StripAccents { get; } = new(rune => IsMark(rune) ? "" : null);

    /// <summary>The cleaning of SentencePiece's nmt rules: control characters go, white space and its relatives become a space.</summary>
    public static CharacterMap Nmt { get; } = new(rune => rune.Value switch
    {
        (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or 0x8F or 0x9F => "",
        0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or (>= 0x200B and <= 0x200F) or 0x2028 or 0x2029 or 0x2581 or 0xFEFF or 0xFFFD => " ",
        _ => null,
    });

    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length);
        var position = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var end = position + rune.Utf16SequenceLength;
            if (map(rune) is { } replacement) { result.Replace(text, position, end, replacement); }
            else { result.Keep(text, position, end); }
            position = end;
        }
        return result.ToText();
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
