using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.Normalizers;

/// <summary>
/// What SentencePiece does to a text before its model sees it: the compiled rules, white space at the ends and in rows dropped, a space put before the text,
/// spaces written as ▁. Pieces that the user defined are left as they are.
/// </summary>
internal sealed class SentencePieceNormalizer(CompiledCharsMap? rules, PieceTrie userDefined, bool addDummyPrefix, bool removeExtraWhitespaces, bool escapeWhitespaces) : INormalizer
{
    private readonly char _space = escapeWhitespaces ? '▁' : ' ';

    public NormalizedText Apply(NormalizedText text)
    {
        var result = new NormalizedTextBuilder(text.Length + 1);
        var start = 0;
        while (removeExtraWhitespaces && start < text.Length && Next(text.Text, start) is var (end, replacement) && (replacement ?? text.Text[start..end]) == " ") { start = end; }
        if (start == text.Length) { return result.ToText(); }
        if (addDummyPrefix) { result.Replace(text, start, start, [_space]); }
        for (var afterSpace = removeExtraWhitespaces; start < text.Length;)
        {
            var (end, replacement) = Next(text.Text, start);
            var written = replacement ?? text.Text[start..end];
            if (afterSpace) { written = written.TrimStart(' '); }
            if (written.Length > 0) { afterSpace = removeExtraWhitespaces && written[^1] == ' '; }
            written = written.Replace(' ', _space);
            if (replacement is null && written.Length == end - start) { KeepAs(result, text, start, written); }
            else { result.Replace(text, start, end, written); }
            start = end;
        }
        while (removeExtraWhitespaces && result.Length > 0 && result.Last == _space) { result.Truncate(result.Length - 1); }
        return result.ToText();
    }

    private static void KeepAs(NormalizedTextBuilder result, NormalizedText text, int start, string written)
    {
        for (var i = 0; i < written.Length; i++) { result.Replace(text, start + i, start + i + 1, written.AsSpan(i, 1)); }
    }

    private (int End, string? Replacement) Next(string text, int start)
    {
        var (length, _) = userDefined.Longest(text, start);
        if (length > 0) { return (start + length, null); }
        return rules?.Rule(text, start) ?? (start + (char.IsHighSurrogate(text[start]) ? 2 : 1), null);
    }
}
