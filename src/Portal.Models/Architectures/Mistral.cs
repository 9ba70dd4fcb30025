using Portal.Models.Checkpoints;

namespace Portal.Models.Architectures;

/// <summary>Mistral (Jiang et al. 2023): Llama's layers. Its sliding window is taken as a limit: a text that fits into it is seen whole, as in the reference.</summary>
public sealed class Mistral(LlamaConfig config, int? window, WeightStore store) : Llama(config, store)
{
    /// <summary>The window, where it is smaller than the positions of the checkpoint.</summary>
    public override int MaxPositions => Math.Min(Config.MaxPositions, window ?? int.MaxValue);

    /// <exception cref="CheckpointException">A field is missing or impossible, or a parameter does not fit.</exception>
    public static Mistral Read(ModelConfig config, WeightStore store) =>
        new(LlamaConfig.Read(config), config.Has("sliding_window") ? config.Size("sliding_window") : null, store);
}
