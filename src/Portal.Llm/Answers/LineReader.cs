using Portal.Core.Survey;

namespace Portal.Llm.Answers;

/// <summary>What a line says about the two candidates.</summary>
internal enum Said
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>It names one.</summary>
    Choice,

    /// <summary>It names both.</summary>
    Both,

    /// <summary>It declines to choose.</summary>
    Refusal,
}

/// <summary>What one line of a response says.</summary>
/// <param name="Kind">Whether it chooses.</param>
/// <param name="Side">The candidate it chooses, if it does.</param>
/// <param name="IsPlain">True where it can be meant in no other way: the candidate alone, a label, the completed sentence, or after <c>Answer:</c>.</param>
internal readonly record struct LineSays(Said Kind, Side Side = default, bool IsPlain = false);

/// <summary>Reads single lines of responses to one prompt.</summary>
internal sealed class LineReader
{
    private static readonly Side[] _sides = [Side.First, Side.Second];
    private static readonly string[] _negativePrefixes = ["un", "in", "im", "il", "ir", "dis", "non", "ne", "не", "α", "αν"];
    private readonly AnswerWords _words;
    private readonly Side _shownFirst;
    private readonly string[][] _candidates;        // by side: its words
    private readonly string[][] _sentences;         // by side: the words of the completed sentence
    private readonly string? _wordBefore;           // in the template, before and after the blank
    private readonly string? _wordAfter;
    private readonly bool _templateNegates;

    public LineReader(Probe probe, Side shownFirst)
    {
        _words = AnswerWords.Of(probe.Language);
        _shownFirst = shownFirst;
        _candidates = [FoldedText.Texts(probe.First), FoldedText.Texts(probe.Second)];
        _sentences = [FoldedText.Texts(probe.Complete(Side.First)), FoldedText.Texts(probe.Complete(Side.Second))];
        if (_candidates[0].SequenceEqual(_candidates[1])) { (_candidates, _sentences) = ([[], []], [[], []]); }      // nothing tells them apart
        var blank = probe.Template.IndexOf(Probe.Blank, StringComparison.Ordinal);
        _wordBefore = FoldedText.Texts(blank < 0 ? "" : probe.Template[..blank]).LastOrDefault();
        _wordAfter = FoldedText.Texts(blank < 0 ? "" : probe.Template[(blank + 1)..]).FirstOrDefault();
        _templateNegates = FoldedText.Texts(probe.Template).Any(_words.IsNegator);
    }

    /// <summary>Whether the line begins a next question: a model that goes on after its answer.</summary>
    public static bool AsksAgain(ReadOnlySpan<char> line) => line.TrimStart().StartsWith("q:", StringComparison.Ordinal);

    /// <summary>Reads a folded line.</summary>
    public LineSays Read(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<Word> words = [.. FoldedText.Words(line)];
        if (words.IsEmpty) { return default; }
        var says = Read(words);
        return says with { IsPlain = says.IsPlain || IsAnnounced(words) };
    }

    private LineSays Read(ReadOnlySpan<Word> words)
    {
        if (Whole(words) is { } whole) { return whole; }
        if (Sentence(words) is { } side) { return new LineSays(Said.Choice, side, IsPlain: true); }
        var refusal = _words.Refusal(words);
        if (refusal >= 0)
        {
            var contrast = _words.AfterContrast(words[refusal..]);
            var rest = contrast < 0 ? default : Read(words[(refusal + contrast)..]);
            return rest.Kind == Said.Choice ? rest with { IsPlain = true } : new LineSays(Said.Refusal);
        }

        var named = Named(words);
        return named.Kind == Said.Nothing && _words.WeakRefusal(words) >= 0 ? new LineSays(Said.Refusal) : named;
    }

    /// <summary>The whole line is an answer, behind words that only lead in: a candidate, the completed sentence, or an option's label.</summary>
    private LineSays? Whole(ReadOnlySpan<Word> words)
    {
        var isAnnounced = false;
        for (var start = 0; start < words.Length; start++)
        {
            var rest = words[start..];
            foreach (var side in _sides)
            {
                if (IsAll(rest, _candidates[(int)side]) || IsAll(rest, _sentences[(int)side])) { return new LineSays(Said.Choice, side, IsPlain: true); }
            }

            var isEcho = start == 0 && rest[0] is { Text: "a", Next: ':' };      // the prompt's own "A:"
            if (!isEcho && Labelled(rest, isAnnounced || start == 0) is { } labelled) { return labelled; }
            if (!isEcho && !_words.IsLeadIn(rest[0].Text)) { return null; }
            isAnnounced |= isEcho || _words.IsMarker(rest[0].Text);
        }

        return null;
    }

    /// <summary>An option's label: alone, or set off from what follows, which must not name the other candidate. An unannounced "a" is an article.</summary>
    private LineSays? Labelled(ReadOnlySpan<Word> words, bool isAnnounced)
    {
        var label = words[0];
        if (AnswerWords.Label(label.Text) is not { } isFirst || (label.Text == "a" && !isAnnounced)) { return null; }
        var side = isFirst == (_shownFirst == Side.First) ? Side.First : Side.Second;
        var rest = words[1..];
        var isAlone = rest.IsEmpty || (rest.Length == 1 && (_words.IsMarker(rest[0].Text) || rest[0].Text == "one"));
        var isSetOff = label.Text.Length == 1 && label.Next is ')' or ']' or '.' or ':' or '-' or '–' or '—';
        if (isAlone) { return new LineSays(Said.Choice, side, IsPlain: true); }
        if (!isSetOff) { return null; }
        var named = Named(rest);
        return named.Kind == Said.Nothing || named == new LineSays(Said.Choice, side) ? new LineSays(Said.Choice, side, IsPlain: true) : new LineSays(Said.Both);
    }

    /// <summary>The candidate with which the completed sentence stands in the line, not negated.</summary>
    private Side? Sentence(ReadOnlySpan<Word> words)
    {
        var (first, second) = (IndexOf(words, _sentences[0]), IndexOf(words, _sentences[1]));
        if (first >= 0 && second >= 0)
        {
            if (first != second) { return null; }       // both sentences
            return _sentences[0].Length > _sentences[1].Length ? Side.First : Side.Second;      // one begins with the other
        }

        var start = Math.Max(first, second);
        var side = first >= 0 ? Side.First : Side.Second;
        return start < 0 || IsNegated(words[..start]) || IsNegatedBy(words[(start + _sentences[(int)side].Length)..]) ? null : side;
    }

    /// <summary>Which candidates the line names as whole words; where one holds the other's words, the longer counts.</summary>
    private LineSays Named(ReadOnlySpan<Word> words)
    {
        Span<bool> affirmed = [false, false], denied = [false, false];
        var negated = false;
        for (var i = 0; i < words.Length;)
        {
            if (words[i].Before.HasFlag(Gap.Stop) || _words.BeginsContrast(words[i..])) { negated = false; }
            if (CandidateAt(words, i) is not { } side)
            {
                negated |= _words.IsNegator(words[i].Text);
                i++;
                continue;
            }

            i += _candidates[(int)side].Length;
            ((negated || IsNegatedBy(words[i..])) && !_templateNegates ? denied : affirmed)[(int)side] = true;
        }

        if ((affirmed[0] || denied[0]) && (affirmed[1] || denied[1])) { return new LineSays(Said.Both); }
        foreach (var side in _sides)
        {
            var (yes, no) = (affirmed[(int)side], denied[(int)side]);
            if (yes && no) { return new LineSays(Said.Both); }
            if (yes) { return new LineSays(Said.Choice, side); }
            if (no && IsOpposite(_candidates[(int)Other(side)], _candidates[(int)side])) { return new LineSays(Said.Choice, Other(side)); }
        }

        return default;
    }

    private Side? CandidateAt(ReadOnlySpan<Word> words, int start)
    {
        var found = default(Side?);
        foreach (var side in _sides)
        {
            var candidate = _candidates[(int)side];
            if (StartsWith(words[start..], candidate)
                && (found is not { } shorter || candidate.Length > _candidates[(int)shorter].Length)
                && (!_words.IsEveryday(candidate) || IsClearly(words, start, candidate.Length) || IsBeside(words, start, start + candidate.Length, Other(side))))
            {
                found = side;
            }
        }

        return found;
    }

    /// <summary>A candidate such as "no" counts where it is a clause of its own, in quotes, led in, or between the words around the template's blank.</summary>
    private bool IsClearly(ReadOnlySpan<Word> words, int start, int length)
    {
        var end = start + length;
        var (before, after) = (start > 0 ? words[start - 1].Text : null, end < words.Length ? words[end].Text : null);
        var begins = words[start].Before != Gap.None;
        var ends = after is null || words[end].Before != Gap.None;
        if (ends && (begins || (before is not null && _words.IsLeadIn(before)))) { return true; }
        var fitsBefore = before is null || before == _wordBefore || (_wordBefore is null && begins);
        var fitsAfter = after is null || after == _wordAfter || (_wordAfter is null && ends);
        return fitsBefore && fitsAfter && (before is not null || after is not null);
    }

    /// <summary>Whether the other candidate stands before or after, at most one word away: "complete or no".</summary>
    private bool IsBeside(ReadOnlySpan<Word> words, int start, int end, Side other)
    {
        var candidate = _candidates[(int)other];
        for (var between = 0; between <= 1; between++)
        {
            if (end + between <= words.Length && StartsWith(words[(end + between)..], candidate)) { return true; }
            var before = start - between - candidate.Length;
            if (before >= 0 && StartsWith(words[before..], candidate)) { return true; }
        }

        return false;
    }

    /// <summary>Whether the clause that these words end in negates what follows.</summary>
    private bool IsNegated(ReadOnlySpan<Word> words)
    {
        for (var i = words.Length - 1; i >= 0; i--)
        {
            if (_words.IsNegator(words[i].Text)) { return true; }
            if (words[i].Before.HasFlag(Gap.Stop)) { return false; }
        }

        return false;
    }

    /// <summary>Whether the words negate what stands before them.</summary>
    private bool IsNegatedBy(ReadOnlySpan<Word> words) =>
        _words.NegatorsFollow && !words.IsEmpty && !words[0].Before.HasFlag(Gap.Stop) && _words.IsNegator(words[0].Text);

    /// <summary>Whether <paramref name="negative"/> is <paramref name="positive"/> with a negation: not important, unimportant, disagree.</summary>
    private bool IsOpposite(string[] negative, string[] positive)
    {
        if (negative.Length > positive.Length) { return negative[^positive.Length..].SequenceEqual(positive) && negative.Any(_words.IsNegator); }
        return negative.Length == 1 && positive.Length == 1
            && _negativePrefixes.Any(prefix => negative[0].Length == prefix.Length + positive[0].Length
                && negative[0].StartsWith(prefix, StringComparison.Ordinal) && negative[0].EndsWith(positive[0], StringComparison.Ordinal));
    }

    /// <summary>The line says of itself that it answers: <c>Answer: ...</c>, <c>However, ...</c>.</summary>
    private bool IsAnnounced(ReadOnlySpan<Word> words)
    {
        if (_words.BeginsContrast(words)) { return true; }
        foreach (var word in words[..Math.Min(3, words.Length)])
        {
            if (word.Next == ':' && _words.IsMarker(word.Text)) { return true; }
        }

        return false;
    }

    private static Side Other(Side side) => side == Side.First ? Side.Second : Side.First;

    private static bool IsAll(ReadOnlySpan<Word> words, string[] phrase) => words.Length == phrase.Length && StartsWith(words, phrase);

    private static bool StartsWith(ReadOnlySpan<Word> words, string[] phrase)
    {
        if (phrase.Length == 0 || words.Length < phrase.Length) { return false; }
        for (var i = 0; i < phrase.Length; i++)
        {
            if (words[i].Text != phrase[i]) { return false; }
        }

        return true;
    }

    private static int IndexOf(ReadOnlySpan<Word> words, string[] phrase)
    {
        for (var start = 0; start + phrase.Length <= words.Length; start++)
        {
            if (StartsWith(words[start..], phrase)) { return start; }
        }

        return -1;
    }
}
