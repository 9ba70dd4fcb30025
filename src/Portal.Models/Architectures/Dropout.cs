using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Dropout (Srivastava et al. 2014) while training: zeros are drawn from a generator of its own, so that a seed and a checkpoint repeat them.</summary>
/// <param name="hidden">Share of hidden states that is dropped, in [0, 1).</param>
/// <param name="attention">Share of attention probabilities that is dropped, in [0, 1).</param>
/// <param name="generator">Draws the zeros; owned by the caller.</param>
public sealed class Dropout(double hidden, double attention, Generator generator)
{
    public Tensor OfHidden(Tensor x) => Apply(x, hidden);

    public Tensor OfAttention(Tensor x) => Apply(x, attention);

    private Tensor Apply(Tensor x, double rate) => rate == 0 ? x : x * empty_like(x, requires_grad: false).bernoulli_(1 - rate, generator) / (1 - rate);
}
