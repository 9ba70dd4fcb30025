using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>
/// Causal self-attention with rotary positions in which groups of query heads share one key and value head (Ainslie et al. 2023), under the names of the
/// Llama, Mistral and Cohere checkpoints.
/// </summary>
/// <param name="normed">Whether queries and keys of each head pass a <see cref="HeadNorm"/> before the rotation.</param>
public sealed class GroupedQueryAttention(Weights weights, int hidden, int heads, int keyValueHeads, int headDim, bool bias, RotaryPairs pairs = RotaryPairs.Halves, double? normed = null)
{
    private readonly AttentionCore _core = new(heads, keyValueHeads, headDim, 1 / Math.Sqrt(headDim));
    private readonly Linear _query = new(weights / "q_proj", hidden, heads * headDim, bias);
    private readonly Linear _key = new(weights / "k_proj", hidden, keyValueHeads * headDim, bias);
    private readonly Linear _value = new(weights / "v_proj", hidden, keyValueHeads * headDim, bias);
    private readonly Linear _output = new(weights / "o_proj", heads * headDim, hidden, bias);
    private readonly HeadNorm? _queryNorm = normed is { } epsilon ? new HeadNorm(weights / "q_norm", heads, headDim, epsilon) : null;
    private readonly HeadNorm? _keyNorm = normed is { } same ? new HeadNorm(weights / "k_norm", keyValueHeads, headDim, same) : null;

    /// <param name="hiddenStates">[batch, seq, hidden]</param>
    /// <param name="pass">Positions, masks and cache.</param>
    /// <param name="layer">This layer's number.</param>
    /// <returns>[batch, seq, hidden]</returns>
    public Tensor Forward(Tensor hiddenStates, AttentionPass pass, int layer)
    {
        var (query, key) = (_core.Split(_query.Forward(hiddenStates)), _core.Split(_key.Forward(hiddenStates)));        // [batch, heads | kvHeads, seq, headDim]
        if (_queryNorm is not null) { (query, key) = (_queryNorm.Forward(query), _keyNorm!.Forward(key)); }
        query = Rotary.Apply(query, pass.Rotation!.Value, pairs);
        key = Rotary.Apply(key, pass.Rotation.Value, pairs);
        return _output.Forward(pass.Attend(_core, layer, query, key, _core.Split(_value.Forward(hiddenStates))));
    }

    /// <summary>Leaves only some heads.</summary>
    /// <param name="keep">Their numbers before any pruning, ascending.</param>
    public void Keep(IReadOnlyList<int> keep)
    {
        var (kept, keptKeyValues) = _core.Keep(keep);
        _query.KeepOutputs(_core.Columns(kept));
        _output.KeepInputs(_core.Columns(kept));
        _key.KeepOutputs(_core.Columns(keptKeyValues));
        _value.KeepOutputs(_core.Columns(keptKeyValues));
        _queryNorm?.Keep(kept);
        _keyNorm?.Keep(keptKeyValues);
    }
}
