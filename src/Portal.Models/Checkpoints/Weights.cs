using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>
/// A cursor into the named weights of a model: <c>weights / "layers.0" / "self_attn"</c> descends, <see cref="Read"/> takes a tensor and checks its shape.
/// Checkpoint names appear only where an architecture uses this cursor.
/// </summary>
public sealed class Weights(WeightStore store, string path = "")
{
    /// <summary>The cursor one or more dotted names further down.</summary>
    public static Weights operator /(Weights weights, string name) => weights.Descend(name);

    /// <summary>The cursor one or more dotted names further down.</summary>
    public Weights Descend(string name) => new(store, Join(name));

    /// <summary>Whether the checkpoint holds <paramref name="name"/> here.</summary>
    public bool Has(string name) => store.Has(Join(name));

    /// <summary>The tensor <paramref name="name"/>; it belongs to the store and lives as long as that.</summary>
    /// <exception cref="CheckpointException">The key is missing or has another shape; the message names file, key and both shapes.</exception>
    public Tensor Read(string name, params long[] shape) => store.Read(Join(name), shape);

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
