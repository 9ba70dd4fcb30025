using Portal.Models.Tokenizers.Unicode;

namespace Portal.Models.Tokenizers.PreTokenizers;

/// <summary>When a text that does not begin with a space gets one.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>Writes spaces as ▁ and cuts before each of them.</summary>
internal sealed class Metaspace(char replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private readonly PatternSplit _words = new(new LiteralPattern(replacement.ToString()), SplitBehavior.MergedWithNext);

    public IEnumerable<NormalizedText> Split(NormalizedText text)
    {
        if (text.Length == 0) { return []; }
        var result = new NormalizedTextBuilder(text.Length + 1);
        var starts = text.Text[0] is ' ' || text.Text[0] == replacement;
        if (!starts && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && text.Source(0, 0).Start == 0))) { result.Replace(text, 0, 0, [replacement]); }
        for (var i = 0; i < text.Length; i++)
        {
            if (text.Text[i] == ' ') { result.Replace(text, i, i + 1, [replacement]); }
            else { result.Keep(text, i, i + 1); }
        }
        return split ? _words.Split(result.ToText()) : [result.ToText()];
    }
}
