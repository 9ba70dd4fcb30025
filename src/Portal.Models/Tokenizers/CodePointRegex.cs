using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Models.Tokenizers;

/// <summary>
/// A pattern matched over code points. .NET matches UTF-16 units, so that letters beyond the basic plane would count as "no letter":
/// here each of them is shown to the pattern as one stand-in character of the same class.
/// </summary>
internal sealed class CodePointRegex(string pattern)
{
    private const char Letter = '\uA000', Mark = '\u0300', Digit = '\u0BF0', Other = '\uE000';
    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>Cuts the text at the matches' borders; matches and the text between them are both pieces.</summary>
    public IEnumerable<string> Split(string text)
    {
        var (shown, starts) = Project(text);
        var position = 0;
        for (var match = _regex.Match(shown); match.Success; match = match.NextMatch())
        {
            if (match.Length == 0) { continue; }
            if (match.Index > position) { yield return text[starts[position]..starts[match.Index]]; }
            position = match.Index + match.Length;
            yield return text[starts[match.Index]..starts[position]];
        }
        if (position < shown.Length) { yield return text[starts[position]..]; }
    }

    private static (string Shown, int[] Starts) Project(string text)
    {
        var shown = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(position);
            position += rune.Utf16SequenceLength;
            shown.Append(rune.IsBmp ? (char)rune.Value : Rune.GetUnicodeCategory(rune) switch
            {
                <= UnicodeCategory.OtherLetter => Letter,
                <= UnicodeCategory.EnclosingMark => Mark,
                <= UnicodeCategory.OtherNumber => Digit,
                _ => Other,
            });
        }
        starts.Add(position);
        return (shown.ToString(), [.. starts]);
    }
}
