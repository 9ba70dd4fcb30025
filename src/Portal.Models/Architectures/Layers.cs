using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>The type in which sums over many elements are formed.</summary>
internal static class Precision
{
    /// <summary>float32 for half-precision tensors; float32 and float64 as they are.</summary>
    public static ScalarType Wide(ScalarType type) => type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}

/// <summary>y = x Wᵀ + b.</summary>
public sealed class Linear(Weights weights, int inputs, int outputs, bool bias = true)
{
    private Tensor _weight = weights.Read("weight", outputs, inputs);
    private Tensor? _bias = bias ? weights.Read("bias", outputs) : null;

    /// <param name="x">[..., inputs]</param>
    /// <returns>[..., outputs]</returns>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, _weight, _bias);

    /// <summary>Leaves only some rows of W and b; the parameters are replaced.</summary>
    public void KeepOutputs(long[] outputs)
    {
        _weight = weights.Replace("weight", weight => weight.index_select(0, tensor(outputs, device: weight.device)));
        if (_bias is not null) { _bias = weights.Replace("bias", b => b.index_select(0, tensor(outputs, device: b.device))); }
    }

    /// <summary>Leaves only some columns of W; the parameter is replaced.</summary>
    public void KeepInputs(long[] inputs) =>
        _weight = weights.Replace("weight", weight => weight.index_select(1, tensor(inputs, device: weight.device)));
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

/// <summary>Root mean square normalisation (Zhang and Sennrich 2019, equation 4), in float32 or wider.</summary>
public sealed class RmsNorm(Weights weights, int size, double epsilon)
{
    private readonly Tensor _weight = weights.Read("weight", size);

    /// <param name="x">[..., size]</param>
    /// <returns>[..., size], the type of <paramref name="x"/></returns>
    public Tensor Forward(Tensor x)
    {
        var wide = x.to(Precision.Wide(x.dtype));
        var scale = wide.square().mean([-1], keepdim: true).add(epsilon).rsqrt();
        return _weight * (wide * scale).to(x.dtype);
    }
}

/// <summary>Layer normalisation (Ba, Kiros and Hinton 2016) over the last dimension. Early BERT checkpoints call weight and bias gamma and beta.</summary>
public sealed class LayerNorm(Weights weights, int size, double epsilon, bool bias = true)
{
    private readonly Tensor _weight = weights.Read(weights.Has("weight") || !weights.Has("gamma") ? "weight" : "gamma", size);
    private readonly Tensor? _bias = bias ? weights.Read(weights.Has("bias") || !weights.Has("beta") ? "bias" : "beta", size) : null;

    /// <param name="x">[..., size]</param>
    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, [size], _weight, _bias, epsilon);
}

/// <summary>Mean and variance normalisation of each head, with a weight of its own and no bias (Cohere's query and key norm).</summary>
public sealed class HeadNorm(Weights weights, int heads, int headDim, double epsilon)
{
    private Tensor _weight = weights.Read("weight", heads, headDim);

    /// <param name="x">[batch, heads, seq, headDim]</param>
    public Tensor Forward(Tensor x) =>
        nn.functional.layer_norm(x.to(Precision.Wide(x.dtype)), [headDim], eps: epsilon).to(x.dtype) * _weight.unsqueeze(1);

    /// <summary>Leaves only some heads.</summary>
    public void Keep(long[] positions) => _weight = weights.Replace("weight", weight => weight.index_select(0, tensor(positions, device: weight.device)));
}
