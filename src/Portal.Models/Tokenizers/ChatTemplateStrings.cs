using System.Buffers;
using System.Text;

namespace Portal.Models.Tokenizers;

/// <summary>Python's <c>str</c> on .NET strings. Characters are code points; case mapping is the simple one, so that ß stays ß.</summary>
internal static class ChatTemplateStrings
{
    /// <summary>What <c>str.isspace</c> accepts: .NET's white space and four separators of ASCII.</summary>
    public static readonly SearchValues<char> Spaces = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(IsSpace)]);

    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    /// <summary>Number of code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) { length--; }
        }
        return length;
    }

    /// <summary>One string per code point.</summary>
    public static List<object?> Characters(string text, ChatTemplateBudget budget)
    {
        var characters = new List<object?>(budget.SpendLength(text.Length));
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            characters.Add(isPair ? text.Substring(i++, 2) : text[i].ToString());
        }
        return characters;
    }

    /// <param name="text">Any text.</param>
    /// <param name="characters">The set of code points to take off; null = white space.</param>
    public static string Strip(string text, string? characters, bool left, bool right)
    {
        var set = characters?.EnumerateRunes().ToHashSet();
        bool Drops(OperationStatus status, Rune rune) =>
            status == OperationStatus.Done && (set is null ? rune.IsBmp && IsSpace((char)rune.Value) : set.Contains(rune));
        var rest = text.AsSpan();
        while (left && Drops(Rune.DecodeFromUtf16(rest, out var rune, out var used), rune)) { rest = rest[used..]; }
        while (right && Drops(Rune.DecodeLastFromUtf16(rest, out var rune, out var used), rune)) { rest = rest[..^used]; }
        return rest.ToString();
    }

    /// <param name="separator">null = runs of white space.</param>
    /// <param name="limit">Number of cuts; negative = all.</param>
    public static List<object?> Split(string text, string? separator, long limit, ChatTemplateBudget budget)
    {
        if (separator?.Length == 0) { throw new TemplateFault("split: the separator is empty"); }
        budget.SpendSearch(text, separator ?? "");
        var parts = new List<object?>();
        var start = 0;
        if (separator is null)
        {
            while (true)
            {
                while (start < text.Length && IsSpace(text[start])) { start++; }
                var length = text.AsSpan(start).IndexOfAny(Spaces);
                if (start == text.Length) { return parts; }
                if (length < 0 || limit == parts.Count)
                {
                    parts.Add(text[start..]);
                    return parts;
                }
                parts.Add(text.Substring(start, length));
                start += length;
            }
        }
        int next;
        while (limit != parts.Count && (next = text.IndexOf(separator, start, StringComparison.Ordinal)) >= 0)
        {
            parts.Add(text[start..next]);
            start = next + separator.Length;
        }
        parts.Add(text[start..]);
        return parts;
    }

    /// <param name="limit">Number of replacements; negative = all.</param>
    public static string Replace(string text, string old, string replacement, long limit, ChatTemplateBudget budget)
    {
        budget.SpendSearch(text, old);
        var result = new BoundedText(budget);
        if (old.Length == 0)
        {
            var characters = Characters(text, budget);
            for (var i = 0; i <= characters.Count; i++)
            {
                if (limit < 0 || i < limit) { result.Append(replacement); }
                if (i < characters.Count) { result.Append((string)characters[i]!); }
            }
            return result.ToString();
        }
        var start = 0;
        int next;
        while (limit-- != 0 && (next = text.IndexOf(old, start, StringComparison.Ordinal)) >= 0)
        {
            result.Append(text.AsSpan(start, next - start)).Append(replacement);
            start = next + old.Length;
        }
        return result.Append(text.AsSpan(start)).ToString();
    }

    /// <summary>The first letter in upper case, the others in lower case.</summary>
    public static string Capitalize(string text) => text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    /// <summary><see cref="Capitalize"/> for every stretch; <paramref name="endsWord"/> decides what stands between two of them.</summary>
    public static string Title(string text, Func<char, bool> endsWord)
    {
        var letters = text.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = i == 0 || endsWord(letters[i - 1]) ? char.ToUpperInvariant(letters[i]) : char.ToLowerInvariant(letters[i]);
        }
        return new string(letters);
    }
}
