using System.Text;

namespace Portal.Models.Tokenizers.Unicode;

/// <summary>A text and, for each of its UTF-16 units, the range of the original text that it came from. Units that were put in have an empty range.</summary>
internal sealed class NormalizedText
{
    private readonly ReadOnlyMemory<int> _starts;
    private readonly ReadOnlyMemory<int> _ends;

    internal NormalizedText(string text, ReadOnlyMemory<int> starts, ReadOnlyMemory<int> ends)
    {
        (Text, _starts, _ends) = (text, starts, ends);
    }

    public string Text { get; }

    public int Length => Text.Length;

    /// <summary>The original text itself; unpaired surrogates become U+FFFD, which is as long.</summary>
    public static NormalizedText Of(string text)
    {
        var bounds = new int[text.Length + 1];
        for (var i = 0; i < bounds.Length; i++) { bounds[i] = i; }
        return new NormalizedText(Repair(text), bounds.AsMemory(0, text.Length), bounds.AsMemory(1));
    }

    /// <summary>Where the units from start to end stand in the original text.</summary>
    public (int Start, int End) Source(int start, int end)
    {
        if (start < end) { return (_starts.Span[start], _ends.Span[end - 1]); }
        var point = start < Length ? _starts.Span[start] : Length > 0 ? _ends.Span[Length - 1] : 0;
        return (point, point);
    }

    public NormalizedText Slice(int start, int end) =>
        start == 0 && end == Length ? this : new NormalizedText(Text[start..end], _starts[start..end], _ends[start..end]);

    private static string Repair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) { continue; }
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) { i++; }
            else { return string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())); }
        }
        return text;
    }
}

/// <summary>Writes a <see cref="NormalizedText"/> from left to right.</summary>
internal sealed class NormalizedTextBuilder
{
    private readonly StringBuilder _text;
    private readonly List<int> _starts;
    private readonly List<int> _ends;

    public NormalizedTextBuilder(int capacity)
    {
        (_text, _starts, _ends) = (new StringBuilder(capacity), new List<int>(capacity), new List<int>(capacity));
    }

    public int Length => _text.Length;

    public char Last => _text[^1];

    /// <summary>Takes over a part of a text as it is.</summary>
    public void Keep(NormalizedText text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var source = text.Source(i, i + 1);
            Put(text.Text[i], source.Start, source.End);
        }
    }

    /// <summary>Writes what stands for the part from start to end of a text: all of it came from all of that.</summary>
    public void Replace(NormalizedText text, int start, int end, ReadOnlySpan<char> replacement)
    {
        var source = text.Source(start, end);
        foreach (var unit in replacement) { Put(unit, source.Start, source.End); }
    }

    /// <summary>Takes back the last units.</summary>
    public void Truncate(int length)
    {
        _text.Length = length;
        _starts.RemoveRange(length, _starts.Count - length);
        _ends.RemoveRange(length, _ends.Count - length);
    }

    public NormalizedText ToText() => new(_text.ToString(), _starts.ToArray(), _ends.ToArray());

    private void Put(char unit, int start, int end)
    {
        _text.Append(unit);
        _starts.Add(start);
        _ends.Add(end);
    }
}
