namespace Portal.Host.Demo;

/// <summary>Everything that decides what the demonstration model becomes; the defaults made the bundled one.</summary>
public sealed record DemoRecipe
{
    public ulong Seed { get; init; } = 1;

    /// <summary>Optimisation steps.</summary>
    public int Steps { get; init; } = 6000;

    /// <summary>Societies outside the study that the teacher does not see: they show when to stop.</summary>
    public int HeldOutSocieties { get; init; } = 8;

    /// <summary>Factors of the latent-factor model.</summary>
    public int Rank { get; init; } = 10;

    /// <summary>Precision of its loadings' prior.</summary>
    public double Ridge { get; init; } = 1;

    /// <summary>Synthetic societies.</summary>
    public int Societies { get; init; } = 20_000;

    public int HiddenSize { get; init; } = 128;

    public int IntermediateSize { get; init; } = 352;

    public int Layers { get; init; } = 5;

    public int Heads { get; init; } = 4;

    /// <summary>Most tokens of the vocabulary; training stops earlier when no pair of tokens occurs twice.</summary>
    public int VocabularySize { get; init; } = 2048;

    public int MaxPositions { get; init; } = 1024;

    /// <summary>Standard deviation of fresh matrices.</summary>
    public double InitialDeviation { get; init; } = 0.08;

    public double LearningRate { get; init; } = 3e-3;

    public double FinalLearningRateShare { get; init; } = 0.03;

    public int WarmUpSteps { get; init; } = 100;

    public double Beta2 { get; init; } = 0.98;

    public double WeightDecay { get; init; } = 0.05;

    public double GradientNorm { get; init; } = 1;

    /// <summary>Micro-batches per step; their gradients are added.</summary>
    public int MicroBatches { get; init; } = 4;

    /// <summary>Contexts per micro-batch.</summary>
    public int Contexts { get; init; } = 4;

    /// <summary>Questions per context.</summary>
    public int Queries { get; init; } = 8;

    /// <summary>Most demonstrations of a context.</summary>
    public int MostDemonstrations { get; init; } = 10;

    /// <summary>Share of micro-batches without demonstrations.</summary>
    public double ZeroShotShare { get; init; } = 0.05;

    /// <summary>Share of micro-batches with exactly five demonstrations.</summary>
    public double FiveShare { get; init; } = 0.45;

    /// <summary>Share of invented questions with invented options at the beginning: they teach to answer with an option, whatever it is.</summary>
    public double InventedQueriesFirst { get; init; } = 0.04;

    /// <summary>The same at the end; the share grows evenly between.</summary>
    public double InventedQueriesLast { get; init; } = 0.14;

    /// <summary>Share of contexts with invented demonstrations.</summary>
    public double InventedContexts { get; init; } = 0.04;

    /// <summary>Weight of the auxiliary loss that asks, at the end of a demonstration, which probe it is and how it was answered.</summary>
    public double IdentityWeight { get; init; } = 0.3;

    /// <summary>The layer whose input the identity head reads, from 0.</summary>
    public int IdentityLayer { get; init; } = 2;

    /// <summary>Weight of the auxiliary loss that asks, at the end of a demonstration, for the belief about every probe.</summary>
    public double BeliefWeight { get; init; } = 10;

    /// <summary>The layer whose input the belief head reads, from 0.</summary>
    public int BeliefLayer { get; init; } = 3;

    public int CheckpointEvery { get; init; } = 250;

    public int EvaluateEvery { get; init; } = 1000;
}
