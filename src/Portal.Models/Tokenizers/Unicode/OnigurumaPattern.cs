using System.Text;

namespace Portal.Models.Tokenizers.Unicode;

/// <summary>
/// Rewrites what .NET reads differently from Oniguruma, the engine of the Rust library: sets inside sets (BLOOM's pattern) are spelled out in the outer
/// one, possessive quantifiers become atomic groups, word characters include all marks.
/// </summary>
internal static class OnigurumaPattern
{
    private const string WordCharacters = @"\p{L}\p{M}\p{Nd}\p{Pc}";

    public static string ToDotNet(string pattern)
    {
        if (pattern.Any(char.IsSurrogate)) { throw new ArgumentException("it names characters beyond the basic plane"); }
        var result = new StringBuilder(pattern.Length);
        var groups = new Stack<int>();
        var atom = 0;                                       // where the last atom begins in the result
        for (var i = 0; i < pattern.Length;)
        {
            if (Quantifier(pattern, i) is var length and > 0)
            {
                var possessive = i + length < pattern.Length && pattern[i + length] == '+' && pattern[i] != '{';
                if (possessive) { result.Insert(atom, "(?>"); }
                result.Append(pattern, i, length).Append(possessive ? ")" : "");
                i += length + (possessive ? 1 : 0);
                continue;
            }
            if (pattern[i] != ')') { atom = result.Length; }
            switch (pattern[i])
            {
                case '[': i = Set(pattern, i, result); break;
                case '\\': i = Escape(pattern, i, result, inSet: false); break;
                case '(':
                    groups.Push(result.Length);
                    result.Append(pattern[i++]);
                    if (i < pattern.Length && pattern[i] == '?') { result.Append(pattern[i++]); }
                    break;
                case ')':
                    if (!groups.TryPop(out atom)) { throw new ArgumentException("it closes a group that is not open"); }
                    result.Append(pattern[i++]);
                    break;
                default: result.Append(pattern[i++]); break;
            }
        }
        return result.ToString();
    }

    private static int Quantifier(string pattern, int start)
    {
        if (pattern[start] is '?' or '*' or '+') { return 1; }
        if (pattern[start] != '{') { return 0; }
        var end = pattern.IndexOf('}', start);
        return end > start + 1 && pattern[(start + 1)..end].All(letter => char.IsAsciiDigit(letter) || letter == ',') ? end + 1 - start : 0;
    }

    private static int Escape(string pattern, int start, StringBuilder result, bool inSet)
    {
        var end = start + 2 < pattern.Length && pattern[start + 1] is 'p' or 'P' && pattern[start + 2] == '{' ? pattern.IndexOf('}', start) + 1 : start + 2;
        if (end <= start || end > pattern.Length) { throw new ArgumentException("it ends inside an escape"); }
        switch (pattern[start + 1])
        {
            case 'w': result.Append(inSet ? WordCharacters : $"[{WordCharacters}]"); break;
            case 'W' when inSet: throw new ArgumentException("it has all but word characters inside a set");
            case 'W': result.Append($"[^{WordCharacters}]"); break;
            default: result.Append(pattern, start, end - start); break;
        }
        return end;
    }

    /// <summary>Copies a set; the members of sets inside it are members of it.</summary>
    private static int Set(string pattern, int start, StringBuilder result)
    {
        result.Append('[');
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^') { result.Append(pattern[i++]); }
        if (i < pattern.Length && pattern[i] == ']') { result.Append(@"\]"); i++; }
        for (var depth = 1; depth > 0;)
        {
            if (i >= pattern.Length) { throw new ArgumentException("it ends inside a set"); }
            switch (pattern[i])
            {
                case '\\': i = Escape(pattern, i, result, inSet: true); break;
                case ']':
                    depth--;
                    i++;
                    break;
                case '[' when i + 1 < pattern.Length && pattern[i + 1] is '^' or ':': throw new ArgumentException("it has a negated or named set inside a set");
                case '[':
                    depth++;
                    i++;
                    break;
                case '&' when i + 1 < pattern.Length && pattern[i + 1] == '&': throw new ArgumentException("it intersects sets");
                default: result.Append(pattern[i++]); break;
            }
        }
        result.Append(']');
        return i;
    }
}
