using Portal.Models.Tokenizers;

namespace Portal.Models.Generation;

/// <summary>One sample while it grows: decodes, watches for stop strings and tells of text that can no longer change.</summary>
internal sealed class GrowingText(int prompt, int index, Tokenizer tokenizer, GenerationOptions options)
{
    private readonly List<int> _ids = [];
    private readonly List<double> _logProbabilities = [];
    private int _told;
    private GeneratedText? _finished;

    public bool IsFinished => _finished is not null;

    /// <exception cref="InvalidOperationException">The sample still grows.</exception>
    public GeneratedText Finished => _finished ?? throw new InvalidOperationException("the sample still grows");

    /// <summary>Takes the next id; a finished sample ignores it.</summary>
    public void Take(int id, double logProbability, bool isLast, GenerationProgress? progress)
    {
        if (IsFinished) { return; }
        if (options.EndOfText.Contains(id))
        {
            Finish(Decode(), FinishReason.Stop, progress);
            return;
        }
        _ids.Add(id);
        _logProbabilities.Add(logProbability);
        var text = Decode();
        var stop = FirstStop(text);
        if (stop >= 0) { Finish(text[..stop], FinishReason.Stop, progress); }
        else if (isLast) { Finish(text, FinishReason.Length, progress); }
        else { Tell(text[..Settled(text)], progress); }
    }

    private string Decode() => tokenizer.Decode(_ids);

    private void Finish(string text, FinishReason reason, GenerationProgress? progress)
    {
        Tell(text, progress);
        _finished = new GeneratedText(index, _ids, text, reason, _logProbabilities);
        progress?.Finished(prompt, _finished);
    }

    private void Tell(string text, GenerationProgress? progress)
    {
        if (text.Length <= _told) { return; }
        progress?.Grown(new TextDelta(prompt, index, text[_told..]));
        _told = text.Length;
    }

    private int FirstStop(string text)
    {
        var first = -1;
        foreach (var stop in options.Stop)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (first < 0 || at < first)) { first = at; }
        }
        return first;
    }

    /// <summary>Length of the text that neither an unfinished character nor the beginning of a stop string can still change.</summary>
    private int Settled(string text)
    {
        var settled = text.Length;
        while (settled > 0 && text[settled - 1] == '\uFFFD') { settled--; }
        foreach (var stop in options.Stop)
        {
            for (var length = Math.Min(stop.Length - 1, settled); length > 0; length--)
            {
                if (text.AsSpan(0, settled).EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal))
                {
                    settled -= length;
                    break;
                }
            }
        }
        return settled;
    }
}
