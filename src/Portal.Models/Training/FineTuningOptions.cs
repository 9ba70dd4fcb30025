namespace Portal.Models.Training;

/// <summary>Hyper-parameters of <see cref="FineTuning{TModel, TExample}"/>; the defaults are those of Hugging Face's <c>TrainingArguments</c>.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Passes over the examples; does not count where <see cref="MaxSteps"/> is given.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Optimisation steps of the whole training.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Examples per micro-batch.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Micro-batches per step. A step minimises the mean of their losses, whatever the number of examples or tokens in each.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>The largest learning rate.</summary>
    public double LearningRate { get; init; } = 5e-5;

    public Schedule Schedule { get; init; } = Schedule.Linear;

    /// <summary>Steps over which the learning rate rises from 0.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Largest Euclidean norm of a step's gradient; infinite = no clipping.</summary>
    public double GradientNorm { get; init; } = 1;

    public AdamWOptions Optimizer { get; init; } = new(WeightDecay: 0);

    /// <summary>Whether biases and norms decay like everything else.</summary>
    public bool DecayBiasesAndNorms { get; init; }

    /// <summary>Whether every epoch has an order of its own; otherwise it is the examples'.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides the order of the examples, the dropout, and what a loss draws.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Share of hidden states that is dropped. Encoders and T5 have 0.1 in their <c>config.json</c>, Llama 0.</summary>
    public double HiddenDropout { get; init; } = 0.1;

    /// <summary>Share of attention probabilities that is dropped.</summary>
    public double AttentionDropout { get; init; } = 0.1;

    /// <exception cref="ArgumentOutOfRangeException">A field is impossible; the message names it.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSteps ?? 1, nameof(MaxSteps));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Accumulation);
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUpSteps);
        if (!double.IsFinite(LearningRate) || LearningRate < 0) { throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, "expected a number from 0 on"); }
        if (!(GradientNorm > 0)) { throw new ArgumentOutOfRangeException(nameof(GradientNorm), GradientNorm, "expected a positive number; infinity = no clipping"); }
        if (HiddenDropout is not (>= 0 and < 1)) { throw new ArgumentOutOfRangeException(nameof(HiddenDropout), HiddenDropout, "expected a share in [0, 1)"); }
        if (AttentionDropout is not (>= 0 and < 1)) { throw new ArgumentOutOfRangeException(nameof(AttentionDropout), AttentionDropout, "expected a share in [0, 1)"); }
    }
}
