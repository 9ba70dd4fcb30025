namespace Portal.Models.Generation;

/// <summary>How to continue a prompt.</summary>
public sealed record GenerationOptions
{
    /// <summary>Independent samples of the same prompt.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Most tokens that a sample may have.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Nucleus sampling (Holtzman et al. 2020): the smallest set of tokens whose probability reaches this; 1 = all tokens.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only this many most probable tokens are drawn from (Fan et al. 2018); 0 = all tokens.</summary>
    public int TopK { get; init; }

    /// <summary>Makes tokens of the prompt and of the sample itself less probable (Keskar et al. 2019); 1 = off, below 1 = more probable.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>A sample ends before the first of these strings.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Ids that end a sample and are not part of its text.</summary>
    public IReadOnlySet<int> EndOfText { get; init; } = new HashSet<int>();

    /// <exception cref="ArgumentException">A value is outside its range; the message names it.</exception>
    public void Validate()
    {
        if (Samples < 1) { throw new ArgumentException($"n is {Samples}, allowed is 1 or more"); }
        if (MaxTokens < 1) { throw new ArgumentException($"max_tokens is {MaxTokens}, allowed is 1 or more"); }
        if (!(Temperature >= 0 && double.IsFinite(Temperature))) { throw new ArgumentException($"temperature is {Temperature}, allowed is 0 or more"); }
        if (!(TopP is > 0 and <= 1)) { throw new ArgumentException($"top_p is {TopP}, allowed is above 0 and up to 1"); }
        if (TopK < 0) { throw new ArgumentException($"top_k is {TopK}, allowed is 1 or more, or 0 for all tokens"); }
        if (!(RepetitionPenalty > 0 && double.IsFinite(RepetitionPenalty))) { throw new ArgumentException($"repetition_penalty is {RepetitionPenalty}, allowed is above 0; 1 is off"); }
        if (Stop.Any(string.IsNullOrEmpty)) { throw new ArgumentException("stop holds an empty string"); }
    }
}

/// <summary>Why a sample ended.</summary>
public enum FinishReason
{
    /// <summary>End of text or a stop string.</summary>
    Stop,

    /// <summary>The limit on tokens.</summary>
    Length,
}

/// <summary>One finished sample.</summary>
/// <param name="Index">Its place among the samples.</param>
/// <param name="Ids">Generated ids, without the one that ended it.</param>
/// <param name="Text">Decoded text, cut before a stop string.</param>
/// <param name="LogProbabilities">Natural logarithm of each id's probability under the model at temperature 1.</param>
public sealed record GeneratedText(int Index, IReadOnlyList<int> Ids, string Text, FinishReason Finish, IReadOnlyList<double> LogProbabilities);

/// <summary>A piece of text that sample <paramref name="Index"/> of prompt <paramref name="Prompt"/> has just grown by.</summary>
public sealed record TextDelta(int Prompt, int Index, string Text);

/// <summary>Follows samples while they are generated; called on the generating thread.</summary>
/// <param name="Grown">Told of every piece of text that can no longer change.</param>
/// <param name="Finished">Told of a sample, and of its prompt's place, as soon as the sample ends.</param>
public sealed record GenerationProgress(Action<TextDelta> Grown, Action<int, GeneratedText> Finished);
