using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>y = x Wᵀ + b.</summary>
public sealed class Linear(Weights weights, int inputs, int outputs, bool bias = true)
{
    private readonly Tensor _weight = weights.Read("weight", outputs, inputs);
    private readonly Tensor? _bias = bias ? weights.Read("bias", outputs) : null;

    /// <param name="x">[..., inputs]</param>
    /// <returns>[..., outputs]</returns>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, _weight, _bias);
}

/// <summary>A table of vectors, looked up by id.</summary>
public sealed class Embedding(Weights weights, int count, int size)
{
    /// <summary>[count, size]</summary>
    public Tensor Weight { get; } = weights.Read("weight", count, size);

    /// <param name="ids">[...], int64</param>
    /// <returns>[..., size]</returns>
    public Tensor Forward(Tensor ids) => Weight.index_select(0, ids.flatten()).view([.. ids.shape, size]);
}

/// <summary>Root mean square normalisation (Zhang and Sennrich 2019, equation 4), in float32 whatever the input's type.</summary>
public sealed class RmsNorm(Weights weights, int size, double epsilon)
{
    private readonly Tensor _weight = weights.Read("weight", size);

    /// <param name="x">[..., size]</param>
    /// <returns>[..., size], the type of <paramref name="x"/></returns>
    public Tensor Forward(Tensor x)
    {
        var wide = x.to(ScalarType.Float32);
        var scale = wide.square().mean([-1], keepdim: true).add(epsilon).rsqrt();
        return _weight * (wide * scale).to(x.dtype);
    }
}
