using Portal.Core;

namespace Portal.Models.Training;

/// <summary>
/// T5's denoising objective (Raffel et al. 2020, section 3.1.4): runs of tokens are replaced by sentinels in the input, and the target says what stood there.
/// </summary>
/// <param name="FirstSentinel">Id of the first sentinel; the following ones count downwards.</param>
/// <param name="EndOfText">Id that ends inputs and targets.</param>
public sealed record SpanCorruption(int FirstSentinel, int EndOfText)
{
    /// <summary>Share of tokens that are noise.</summary>
    public double Density { get; init; } = 0.15;

    /// <summary>Mean length of a noise span, in tokens.</summary>
    public double MeanSpan { get; init; } = 3;

    /// <summary>A random mask that never starts with noise: as many spans as the density asks for, of random lengths.</summary>
    /// <param name="length">Number of tokens, at least 2.</param>
    public bool[] DrawMask(int length, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var noise = Math.Clamp((int)Math.Round(length * Density, MidpointRounding.ToEven), 1, length - 1);
        var spans = Math.Clamp((int)Math.Round(noise / MeanSpan, MidpointRounding.ToEven), 1, Math.Min(noise, length - noise));
        var (noisy, clean) = (Split(noise, spans, random), Split(length - noise, spans, random));
        var mask = new List<bool>(length);
        for (var span = 0; span < spans; span++)
        {
            mask.AddRange(Enumerable.Repeat(false, clean[span]));
            mask.AddRange(Enumerable.Repeat(true, noisy[span]));
        }
        return [.. mask];
    }

    /// <summary>How many tokens fill an input of a length, and how long input and target then are, ends included.</summary>
    /// <param name="inputLength">Room of the input, in tokens.</param>
    public (int Tokens, int Inputs, int Targets) LengthsFor(int inputLength)
    {
        (int Inputs, int Targets) Corrupted(int tokens)
        {
            var noise = (int)Math.Round(tokens * Density, MidpointRounding.ToEven);
            var spans = (int)Math.Round(noise / MeanSpan, MidpointRounding.ToEven);
            return (tokens - noise + spans + 1, noise + spans + 1);
        }
        var tokens = inputLength;
        while (Corrupted(tokens + 1).Inputs <= inputLength) { tokens++; }
        return (tokens, Corrupted(tokens).Inputs, Corrupted(tokens).Targets);
    }

    /// <summary>Inputs and targets for a mask.</summary>
    /// <param name="ids">The tokens, without an end.</param>
    /// <param name="noise">Which of them are noise.</param>
    public (List<int> Inputs, List<int> Targets) Apply(IReadOnlyList<int> ids, IReadOnlyList<bool> noise)
    {
        if (ids.Count != noise.Count) { throw new ArgumentException($"the mask has {noise.Count} places, the text {ids.Count} tokens"); }
        return (Replace(ids, noise, true), Replace(ids, noise, false));
    }

    /// <summary>Every maximal run of <paramref name="hidden"/> becomes the next sentinel.</summary>
    private List<int> Replace(IReadOnlyList<int> ids, IReadOnlyList<bool> noise, bool hidden)
    {
        var (result, sentinel) = (new List<int>(), FirstSentinel);
        for (var i = 0; i < ids.Count; i++)
        {
            if (noise[i] != hidden) { result.Add(ids[i]); }
            else if (i == 0 || noise[i - 1] != hidden) { result.Add(sentinel--); }
        }
        result.Add(EndOfText);
        return result;
    }

    /// <summary>Splits a number into parts of at least 1, every way equally likely.</summary>
    private static int[] Split(int total, int parts, SeededRandom random)
    {
        var cuts = Enumerable.Range(1, total - 1).ToArray();
        random.Shuffle<int>(cuts);
        int[] bounds = [0, .. cuts.Take(parts - 1).Order(), total];
        return [.. Enumerable.Range(0, parts).Select(part => bounds[part + 1] - bounds[part])];
    }
}
