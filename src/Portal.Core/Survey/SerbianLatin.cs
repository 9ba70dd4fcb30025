using System.Text;

namespace Portal.Core.Survey;

/// <summary>
/// Serbian in Latin letters: the two alphabets match letter by letter in this direction, where lj, nj and dž stand for one letter each. The way back is
/// ambiguous (<c>injekcija</c>), so the Cyrillic text is the source.
/// </summary>
public static class SerbianLatin
{
    private const string Cyrillic = "абвгдђежзијклљмнњопрстћуфхцчџш";
    private static readonly string[] _latin =
    [
        "a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "r", "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š",
    ];

    /// <summary>Whether a character is one of the 30 letters of the Serbian Cyrillic alphabet, of either case.</summary>
    public static bool IsCyrillic(Rune rune) => rune.IsBmp && Cyrillic.Contains(char.ToLowerInvariant((char)rune.Value), StringComparison.Ordinal);

    /// <summary>
    /// The text in Latin letters; all other characters stay. A capital of two letters is written Lj, and LJ in a word in capitals: before a capital, or at
    /// the end of a word after one.
    /// </summary>
    public static string Transliterate(string text)
    {
        var latin = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = Cyrillic.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal);
            if (letter < 0)
            {
                latin.Append(text[i]);
                continue;
            }
            var written = _latin[letter];
            var inCapitals = i + 1 < text.Length && char.IsLetter(text[i + 1]) ? char.IsUpper(text[i + 1]) : i > 0 && char.IsUpper(text[i - 1]);
            if (!char.IsUpper(text[i])) { latin.Append(written); }
            else if (inCapitals) { latin.Append(written.ToUpperInvariant()); }
            else { latin.Append(char.ToUpperInvariant(written[0])).Append(written.AsSpan(1)); }
        }
        return latin.ToString();
    }

    /// <summary>Serbian probes with the same ids, version and meaning in Latin letters, tagged <c>sr-Latn</c>.</summary>
    /// <exception cref="ArgumentException">The probes are in another language.</exception>
    public static ProbeSet Twin(ProbeSet serbian)
    {
        if (serbian.Language != "sr") { throw new ArgumentException($"the probes are in {serbian.Language}; only those in sr have a Latin twin", nameof(serbian)); }
        var tag = Language.SerbianInLatin.Tag;
        return new ProbeSet(tag, serbian.Version, [.. serbian.Select(p => p with
        {
            Language = tag,
            Template = Transliterate(p.Template),
            First = Transliterate(p.First),
            Second = Transliterate(p.Second),
        })]);
    }
}
