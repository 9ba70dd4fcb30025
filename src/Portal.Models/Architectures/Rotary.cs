using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Which elements of a head turn together.</summary>
public enum RotaryPairs
{
    /// <summary>i and i + headDim / 2 (Llama, Mistral).</summary>
    Halves,

    /// <summary>2 i and 2 i + 1 (Cohere).</summary>
    Neighbours,
}

/// <summary>Rotary position embedding (Su et al. 2021, section 3.4.2), with the frequency scaling of later Llama versions.</summary>
public sealed class Rotary
{
    private readonly float[] _frequencies;

    /// <param name="headDim">Size of one head; even.</param>
    /// <param name="theta">Base of the wavelengths.</param>
    /// <param name="scaling">The checkpoint's <c>rope_scaling</c>, or null.</param>
    /// <exception cref="CheckpointException">The scaling's type is unknown.</exception>
    public Rotary(int headDim, double theta, ModelConfig? scaling)
    {
        _frequencies = new float[headDim / 2];
        for (var i = 0; i < _frequencies.Length; i++)
        {
            // float32 at each step, as the reference computes it
            _frequencies[i] = 1f / (float)Math.Pow(theta, 2f * i / headDim);
        }
        switch (scaling?.Text("rope_type", scaling.Text("type", "default")))
        {
            case null or "default": break;
            case "linear": Divide(scaling!.Number("factor")); break;
            case "llama3": StretchLongWaves(scaling!); break;
            case var other: throw scaling!.Wrong(scaling.Has("rope_type") ? "rope_type" : "type", $"default, linear or llama3 ('{other}' is not supported)");
        }
    }

    /// <param name="positions">[batch, seq], int64</param>
    /// <returns>cos and sin, [batch, 1, seq, headDim] each, float32</returns>
    public (Tensor Cos, Tensor Sin) At(Tensor positions)
    {
        var frequencies = tensor(_frequencies, device: positions.device);
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * frequencies;      // [batch, seq, headDim / 2]
        angles = cat([angles, angles], -1).unsqueeze(1);                                // [batch, 1, seq, headDim]
        return (angles.cos(), angles.sin());
    }

    /// <summary>Turns the pairs of each head.</summary>
    /// <param name="x">[batch, heads, seq, headDim]</param>
    /// <param name="rotation">From <see cref="At"/>.</param>
    /// <param name="pairs">The family's pairs.</param>
    public static Tensor Apply(Tensor x, (Tensor Cos, Tensor Sin) rotation, RotaryPairs pairs)
    {
        var (batch, heads, seq, headDim) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        if (headDim * heads == 0) { return x; }
        // Neighbours become halves, are turned as such, and return to their places.
        if (pairs == RotaryPairs.Neighbours) { x = x.reshape(batch, heads, seq, headDim / 2, 2).transpose(-2, -1).reshape(batch, heads, seq, headDim); }
        var half = headDim / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        x = (x * rotation.Cos.to(x.dtype)) + (turned * rotation.Sin.to(x.dtype));
        return pairs == RotaryPairs.Halves ? x : x.view(batch, heads, seq, 2, half).transpose(-2, -1).reshape(batch, heads, seq, headDim);
    }

    private void Divide(double factor)
    {
        for (var i = 0; i < _frequencies.Length; i++) { _frequencies[i] = (float)(_frequencies[i] / factor); }
    }

    /// <summary>Llama 3.1: wavelengths beyond the original context are stretched by the factor, those well inside stay, those between are blended.</summary>
    private void StretchLongWaves(ModelConfig scaling)
    {
        var (factor, low, high) = (scaling.Number("factor"), scaling.Number("low_freq_factor"), scaling.Number("high_freq_factor"));
        var context = scaling.Size("original_max_position_embeddings");
        for (var i = 0; i < _frequencies.Length; i++)
        {
            double frequency = _frequencies[i];
            var wavelength = 2 * Math.PI / frequency;
            var blend = Math.Clamp(((context / wavelength) - low) / (high - low), 0, 1);
            _frequencies[i] = (float)(((1 - blend) * frequency / factor) + (blend * frequency));
        }
    }
}
