using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Models.Tokenizers.Unicode;

/// <summary>
/// A regular expression in Oniguruma's notation, matched over code points. .NET matches UTF-16 units, so that letters beyond the basic plane would count
/// as "no letter": here each of them is shown to the pattern as one stand-in character of the same category.
/// </summary>
internal sealed class CodePointRegex : Pattern
{
    /// <summary>One character of each category, in the order of <see cref="UnicodeCategory"/>: Lu Ll Lt Lm Lo, Mn Mc Me, Nd Nl No, Zs Zl Zp, Cc Cf Cs Co, Pc Pd Ps Pe Pi Pf Po, Sm Sc Sk So, Cn.</summary>
    private const string StandIns = "\uA640\uA641\u1F88\uA015\uA000\u0300\u0903\u0488\u07C0\u16EE\u0BF0\u2000\u2028\u2029\u0086\u206A\uE000\uE000"
        + "\u2040\u2E17\u2E22\u2E23\u2E02\u2E03\u2E2E\u2A00\u20B6\uA700\u2FF0\u0378";
    private readonly Regex _regex;

    /// <exception cref="TokenizerException">The pattern needs something that .NET's engine does not have.</exception>
    public CodePointRegex(string pattern)
    {
        try { _regex = new Regex(OnigurumaPattern.ToDotNet(pattern), RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeSpan.FromSeconds(2)); }
        catch (ArgumentException error) { throw new TokenizerException($"the pattern {pattern} is not supported ({error.Message})", error); }
    }

    /// <summary>Cuts the text at the matches' borders; matches and the text between them are both pieces.</summary>
    public IEnumerable<string> Split(string text)
    {
        var position = 0;
        foreach (var (start, end) in Matches(text))
        {
            if (start > position) { yield return text[position..start]; }
            yield return text[start..end];
            position = end;
        }
        if (position < text.Length) { yield return text[position..]; }
    }

    /// <exception cref="TokenizerException">The pattern takes seconds on this text.</exception>
    public override IEnumerable<(int Start, int End)> Matches(string text)
    {
        var (shown, starts) = Project(text);
        for (var match = Guard(() => _regex.Match(shown)); match.Success; match = Guard(match.NextMatch))
        {
            if (match.Length > 0) { yield return starts is null ? (match.Index, match.Index + match.Length) : (starts[match.Index], starts[match.Index + match.Length]); }
        }
    }

    private Match Guard(Func<Match> search)
    {
        try { return search(); }
        catch (RegexMatchTimeoutException error) { throw new TokenizerException($"the pattern {_regex} takes too long on this text; it is not made for long words", error); }
    }

    private static (string Shown, List<int>? Starts) Project(string text)
    {
        if (!text.Any(char.IsSurrogate)) { return (text, null); }
        var shown = new StringBuilder(text.Length);
        var starts = new List<int>(text.Length + 1);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(position);
            position += rune.Utf16SequenceLength;
            shown.Append(rune.IsBmp ? (char)rune.Value : StandIns[(int)Rune.GetUnicodeCategory(rune)]);
        }
        starts.Add(position);
        return (shown.ToString(), starts);
    }
}
