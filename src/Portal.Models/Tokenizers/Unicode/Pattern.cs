using System.Text;

namespace Portal.Models.Tokenizers.Unicode;

/// <summary>What a Split or Replace looks for: a text as it stands, or a regular expression.</summary>
internal abstract class Pattern
{
    /// <summary>The places of all matches, none empty, from left to right.</summary>
    public abstract IEnumerable<(int Start, int End)> Matches(string text);

    public string Replace(string text, string content)
    {
        var (result, position) = (new StringBuilder(text.Length), 0);
        foreach (var (start, end) in Matches(text))
        {
            result.Append(text, position, start - position).Append(content);
            position = end;
        }
        return position == 0 ? text : result.Append(text, position, text.Length - position).ToString();
    }
}

/// <summary>Looks for a text as it stands.</summary>
internal sealed class LiteralPattern(string content) : Pattern
{
    public override IEnumerable<(int Start, int End)> Matches(string text)
    {
        if (content.Length == 0) { yield break; }
        for (var start = text.IndexOf(content, StringComparison.Ordinal); start >= 0; start = text.IndexOf(content, start + content.Length, StringComparison.Ordinal))
        {
            yield return (start, start + content.Length);
        }
    }
}

/// <summary>Looks for single characters.</summary>
internal sealed class CharacterPattern(Func<Rune, bool> belongs) : Pattern
{
    public override IEnumerable<(int Start, int End)> Matches(string text)
    {
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var end = position + rune.Utf16SequenceLength;
            if (belongs(rune)) { yield return (position, end); }
            position = end;
        }
    }
}
