using System.Globalization;
using Portal.Web.Components.Turns;

namespace Portal.Web.Charts.Drawing;

/// <summary>Texts in pictures: cleaned, measured and wrapped without the reader's fonts at hand.</summary>
public static class ChartText
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';
    private const string Ellipsis = "…";
    private const string NarrowLetters = "iljtfrI.,:;'|!()[]-–’‘ \u202f";
    private const string WideLetters = "mwMWQO@%";

    /// <summary>The text without what XML forbids and without characters that end or turn directions; our own isolates stay.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0) { return text; }
        var plain = text.ToCharArray();
        for (var i = 0; i < plain.Length; i++)
        {
            var c = plain[i];
            if (char.IsHighSurrogate(c) && i + 1 < plain.Length && char.IsLowSurrogate(plain[i + 1])) { i++; }
            else if (c is not (FirstStrongIsolate or PopIsolate) && (char.IsSurrogate(c) || c >= '\ufffe' || ForeignText.Plain(c.ToString())[0] != c)) { plain[i] = '\ufffd'; }
        }
        return new(plain);
    }

    /// <summary>A foreign name inside a sentence of ours: kept to itself where it runs from right to left.</summary>
    public static string Isolated(string text) => ForeignText.Plain(text) is var plain && IsRightToLeft(plain) ? FirstStrongIsolate + plain + PopIsolate : plain;

    /// <summary>By the first letter that has a direction (UAX 9, rules P2 and P3).</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is (>= 0x590 and <= 0x8ff) or (>= 0xfb1d and <= 0xfdff) or (>= 0xfe70 and <= 0xfefe) or (>= 0x10800 and <= 0x10fff) or (>= 0x1e800 and <= 0x1efff))
            {
                if (System.Text.Rune.IsLetter(rune)) { return true; }
            }
            else if (System.Text.Rune.IsLetter(rune)) { return false; }
        }
        return false;
    }

    /// <summary>As a heading: with a capital letter.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>At most <paramref name="length"/> characters; a cut one ends with an ellipsis and never inside a letter.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length) { return text; }
        var end = 0;
        while (StringInfo.GetNextTextElementLength(text, end) is var next && end + next < length) { end += next; }
        return text[..end].TrimEnd() + Ellipsis;
    }

    /// <summary>An estimate of the width in pixels, on the wide side: the reader's font is not known here.</summary>
    public static double Width(string text, double size)
    {
        var ems = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            ems += rune.Value switch
            {
                < 0x80 when NarrowLetters.Contains((char)rune.Value, StringComparison.Ordinal) => 0.34,
                < 0x80 when WideLetters.Contains((char)rune.Value, StringComparison.Ordinal) => 0.9,
                >= 'A' and <= 'Z' => 0.67,
                < 0x300 => 0.575,
                0x202f or 0x2013 or 0x2018 or 0x2019 => 0.34,
                >= 0x1100 and < 0x11a8 or >= 0x2e80 and < 0xa4d0 or >= 0xac00 and < 0xd7a4 or >= 0xf900 and < 0xfb00 or >= 0xff00 and < 0xff61 or > 0x1f000 => 1,
                _ => System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 0.62,
            };
        }
        return ems * size;
    }

    /// <summary>The text in at most <paramref name="lines"/> lines of at most <paramref name="width"/> pixels; what does not fit is an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, int lines = int.MaxValue)
    {
        var (wrapped, line) = (new List<string>(), "");
        var words = Low(ForeignText.Plain(text)).Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < words.Length; at++)
        {
            var word = words[at];
            if (line.Length > 0 && Width($"{line} {word}", size) <= width) { line += $" {word}"; continue; }
            if (line.Length > 0)
            {
                if (wrapped.Count == lines - 1) { return [.. wrapped, Shorten(line + Ellipsis, size, width)]; }
                wrapped.Add(line);
            }
            while (Width(word.Length > 400 ? word[..400] : word, size) > width)
            {
                if (wrapped.Count == lines - 1) { return [.. wrapped, Shorten(word, size, width)]; }
                var part = Fitting(word, size, width);
                wrapped.Add(word[..part]);
                word = word[part..];
            }
            line = word;
        }
        return line.Length == 0 && wrapped.Count > 0 ? wrapped : [.. wrapped, line];
    }

    /// <summary>At most four marks on a letter, which every language can do with: more would climb over the lines above.</summary>
    private static string Low(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0) { return text; }
        var (low, marks) = (new System.Text.StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            marks = System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks <= 4) { low.Append(rune.ToString()); }
        }
        return low.ToString();
    }

    private static string Shorten(string text, double size, double width) =>
        Width(text.Length > 400 ? text[..400] : text, size) <= width ? text : text[..Fitting(text, size, width - size)].TrimEnd() + Ellipsis;

    /// <summary>How many characters fit, at least one letter.</summary>
    private static int Fitting(string text, double size, double width)
    {
        var end = StringInfo.GetNextTextElementLength(text, 0);
        for (var used = Width(text[..end], size); end < text.Length;)
        {
            var next = StringInfo.GetNextTextElementLength(text, end);
            used += Width(text.Substring(end, next), size);
            if (used > width) { break; }
            end += next;
        }
        return end;
    }
}
