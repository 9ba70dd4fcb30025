using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Prompts;

namespace Portal.Llm.Sampling;

/// <summary>What one arm samples (thesis, section 8.4.4). The seed fixes option orders, demonstration orders and the seeds sent to the endpoint.</summary>
/// <param name="Arm">The condition.</param>
/// <param name="Probe">The test probe.</param>
/// <param name="Demonstrations">In the order of the selection; empty for <see cref="Arm.ZeroShot"/>, and only then.</param>
/// <param name="Samples">Number of draws; the paper's 10.</param>
/// <param name="Seed">The turn's seed.</param>
/// <param name="Temperature"><see langword="null"/> = the endpoint's default.</param>
/// <param name="TopP">Nucleus mass in (0, 1]; <see langword="null"/> = the endpoint's own.</param>
/// <param name="MaxTokens">Most tokens per response.</param>
/// <param name="Reshuffle">Draw a new order of the demonstrations for every draw (thesis, section 8.5, robustness).</param>
public sealed record SamplingRequest(
    Arm Arm,
    Probe Probe,
    IReadOnlyList<Demonstration> Demonstrations,
    int Samples = 10,
    long Seed = 0,
    double? Temperature = null,
    double? TopP = null,
    int MaxTokens = 32,
    bool Reshuffle = false)
{
    /// <summary>The prompt of one draw: the order of the options, and with <see cref="Reshuffle"/> that of the demonstrations, drawn for it.</summary>
    /// <param name="index">The draw, from 0.</param>
    public Prompt PromptOf(int index)
    {
        var shownFirst = Stream("option order", index).NextInt(2) == 0 ? Side.First : Side.Second;
        if (!Reshuffle) { return new Prompt(Probe, Demonstrations, shownFirst); }
        Demonstration[] shuffled = [.. Demonstrations];
        Stream("demonstration order", index).Shuffle<Demonstration>(shuffled);
        return new Prompt(Probe, shuffled, shownFirst);
    }

    /// <summary>The seed of the request that asks for this draw and those of the same prompt that share it, in [0, 2³¹): some servers take no more.</summary>
    internal long RequestSeed(int index) => Stream("request", index).NextInt(int.MaxValue);

    /// <exception cref="ArgumentException">A field is out of range or contradicts another; the message names it.</exception>
    internal void ThrowIfContradictory()
    {
        if (Samples < 1) { throw new ArgumentException($"Samples is {Samples}; give at least 1"); }
        if (MaxTokens < 1) { throw new ArgumentException($"MaxTokens is {MaxTokens}; give at least 1"); }
        if (Temperature is < 0 or double.NaN) { throw new ArgumentException($"Temperature is {Temperature}; give 0 or more"); }
        if (TopP is not null and not (> 0 and <= 1)) { throw new ArgumentException($"TopP is {TopP}; give more than 0 and at most 1"); }
        if (Arm == Arm.ZeroShot != (Demonstrations.Count == 0))
        {
            throw new ArgumentException($"Demonstrations has {Demonstrations.Count} entries in the arm {Arm}; zero-shot takes none, aligned at least one");
        }
    }

    private SeededRandom Stream(string purpose, int index) => SeededRandom.Stream((ulong)Seed, $"{purpose} {Arm}", index);
}
