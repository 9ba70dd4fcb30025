using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>
/// A cursor into the named weights of a model: <c>weights / "layers.0" / "self_attn"</c> descends, <see cref="Read"/> takes a tensor and checks its shape.
/// Checkpoint names appear only where an architecture uses this cursor.
/// </summary>
public sealed class Weights(WeightStore store, string path = "")
{
    /// <summary>
    /// The cursor at a family's base model. Some checkpoints lack its usual prefix, some carry one more in front: what stands before
    /// <paramref name="witness"/> in the checkpoint decides.
    /// </summary>
    /// <param name="usual">The prefix that the family writes: <c>model</c>, <c>bert</c>, ...</param>
    /// <param name="witness">A key that every base model has, below the prefix.</param>
    public static Weights Root(WeightStore store, string usual, string witness) => new(store, store.PrefixOf(witness) ?? usual);

    /// <summary>The cursor at what stands beside the base model, such as a head: this one without its last name, if that is <paramref name="usual"/>.</summary>
    public Weights Outside(string usual) =>
        path == usual ? new Weights(store) : path.EndsWith($".{usual}", StringComparison.Ordinal) ? new Weights(store, path[..^(usual.Length + 1)]) : this;

    /// <summary>The cursor one or more dotted names further down.</summary>
    public static Weights operator /(Weights weights, string name) => weights.Descend(name);

    /// <summary>The cursor one or more dotted names further down.</summary>
    public Weights Descend(string name) => new(store, Join(name));

    /// <summary>The cursor at the first of several names whose weight the checkpoint holds: tied tensors are stored under one of them, or under all.</summary>
    public Weights FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has($"{name}.weight")) { return this / name; }
        }
        return this / names[0];
    }

    /// <summary>Whether the checkpoint holds <paramref name="name"/> here.</summary>
    public bool Has(string name) => store.Has(Join(name));

    /// <summary>The tensor <paramref name="name"/>; it belongs to the store and lives as long as that.</summary>
    /// <exception cref="CheckpointException">The key is missing or has another shape; the message names file, key and both shapes.</exception>
    public Tensor Read(string name, params long[] shape) => store.Read(Join(name), shape);

    /// <summary>Puts a changed tensor in the place of a parameter that has been read; the store owns it and frees the old one.</summary>
    public Tensor Replace(string name, Func<Tensor, Tensor> change) => store.Replace(Join(name), change);

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
