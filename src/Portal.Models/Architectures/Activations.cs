using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Inner values of one forward pass, kept only when a caller hands in an instance.</summary>
public sealed class Activations
{
    /// <summary>[batch, seq, hidden] each: the embeddings, then every layer's output; the last entry is after the final norm where the family has one.</summary>
    public List<Tensor> HiddenStates { get; } = [];

    /// <summary>[batch, heads, seq, seq] each: attention probabilities per layer, before the head mask.</summary>
    public List<Tensor> Attentions { get; } = [];

    /// <summary>[batch, heads, seq, keys] each: a decoder's attention to the encoder per layer, before the head mask.</summary>
    public List<Tensor> CrossAttentions { get; } = [];
}
