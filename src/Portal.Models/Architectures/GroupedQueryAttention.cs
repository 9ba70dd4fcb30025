using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>
/// Causal self-attention with rotary positions in which groups of query heads share one key and value head (Ainslie et al. 2023),
/// with a switch per query head. Keys and values are never repeated: the queries of a group stand side by side instead.
/// </summary>
public sealed class GroupedQueryAttention(Weights weights, int hidden, int heads, int keyValueHeads, int headDim, bool bias)
{
    private readonly Linear _query = new(weights / "q_proj", hidden, heads * headDim, bias);
    private readonly Linear _key = new(weights / "k_proj", hidden, keyValueHeads * headDim, bias);
    private readonly Linear _value = new(weights / "v_proj", hidden, keyValueHeads * headDim, bias);
    private readonly Linear _output = new(weights / "o_proj", heads * headDim, hidden, bias);
    private readonly int _group = heads / keyValueHeads;

    /// <summary>All positions at once: training, scoring, or reading a prompt.</summary>
    /// <param name="hiddenStates">[batch, seq, hidden]</param>
    /// <param name="rotation">cos and sin at the positions, [batch, 1, seq, headDim] each</param>
    /// <param name="hiddenFrom">[batch or 1, 1, seq, seq]: true = the query (row) must not see the key (column)</param>
    /// <param name="headMask">[heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="store">Receives keys and values, [batch, kvHeads, seq, headDim] each.</param>
    /// <param name="activations">Receives the attention probabilities.</param>
    /// <returns>[batch, seq, hidden]</returns>
    public Tensor Forward(
        Tensor hiddenStates, (Tensor Cos, Tensor Sin) rotation, Tensor hiddenFrom, Tensor? headMask = null, Action<Tensor, Tensor>? store = null, Activations? activations = null)
    {
        var (batch, seq) = (hiddenStates.shape[0], hiddenStates.shape[1]);
        var (query, key, value) = Project(hiddenStates, rotation);
        store?.Invoke(key, value);
        var grouped = query.reshape(batch, keyValueHeads, _group * seq, headDim);
        var scores = grouped.matmul(key.transpose(-2, -1)) / Math.Sqrt(headDim);                 // [batch, kvHeads, group * seq, seq]
        scores = scores.view(batch, heads, seq, seq).masked_fill(hiddenFrom, Masked(scores.dtype));
        var pattern = scores.softmax(-1, ScalarType.Float32).to(query.dtype);                    // [batch, heads, seq, seq]
        activations?.Attentions.Add(pattern.MoveToOuterDisposeScope());                          // out of its layer's scope
        var context = pattern.view(batch, keyValueHeads, _group * seq, seq).matmul(value).view(batch, heads, seq, headDim);
        return Merge(context, headMask);
    }

    /// <summary>New tokens for every row, over the prompts' shared keys and values and the row's own.</summary>
    /// <param name="hiddenStates">[rows, seq, hidden]; row = prompt x samples + sample</param>
    /// <param name="rotation">cos and sin at the new positions, [rows, 1, seq, headDim] each</param>
    /// <param name="cache">Holds the prompts; takes the new tokens.</param>
    /// <param name="layer">This layer's index in the cache.</param>
    /// <param name="headMask">[heads]: 1 = on, 0 = off; null = all on</param>
    /// <returns>[rows, seq, hidden]</returns>
    public Tensor Extend(Tensor hiddenStates, (Tensor Cos, Tensor Sin) rotation, KeyValueCache cache, int layer, Tensor? headMask = null)
    {
        var (rows, seq) = (hiddenStates.shape[0], hiddenStates.shape[1]);
        var (prompts, samples) = (cache.Prompts, cache.Samples);
        var (query, key, value) = Project(hiddenStates, rotation);
        var (promptKeys, promptValues) = cache.Prompt(layer);
        var (ownKeys, ownValues) = cache.Append(layer, key, value);
        var (promptLength, ownLength, queries) = (promptKeys.shape[2], ownKeys.shape[2], _group * seq);

        Tensor ByRow(Tensor x) =>                                                                // [prompts, kvHeads, samples * queries, n] -> [rows, kvHeads, queries, n]
            x.reshape(prompts, keyValueHeads, samples, queries, -1).transpose(1, 2).reshape(rows, keyValueHeads, queries, -1);
        Tensor ByPrompt(Tensor x) =>                                                             // and back
            x.reshape(prompts, samples, keyValueHeads, queries, -1).transpose(1, 2).reshape(prompts, keyValueHeads, samples * queries, -1);

        var grouped = query.reshape(rows, keyValueHeads, queries, headDim) / Math.Sqrt(headDim);
        var promptScores = ByPrompt(grouped).matmul(promptKeys.transpose(-2, -1));               // [prompts, kvHeads, samples * queries, promptLength]
        promptScores = ByRow(promptScores.masked_fill(cache.Padding, Masked(promptScores.dtype)));
        var ownScores = grouped.matmul(ownKeys.transpose(-2, -1));                               // [rows, kvHeads, queries, ownLength]
        if (seq > 1)
        {
            var future = ones([seq, ownLength], dtype: ScalarType.Bool, device: query.device).triu((int)(ownLength - seq) + 1);
            ownScores = ownScores.view(rows, heads, seq, ownLength).masked_fill(future, Masked(ownScores.dtype)).reshape(rows, keyValueHeads, queries, ownLength);
        }
        var pattern = cat([promptScores, ownScores], -1).softmax(-1, ScalarType.Float32).to(query.dtype);
        var context = ByRow(ByPrompt(pattern.narrow(-1, 0, promptLength)).matmul(promptValues))
            + pattern.narrow(-1, promptLength, ownLength).matmul(ownValues);                     // [rows, kvHeads, queries, headDim]
        return Merge(context.reshape(rows, heads, seq, headDim), headMask);
    }

    private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor hiddenStates, (Tensor Cos, Tensor Sin) rotation)
    {
        var (batch, seq) = (hiddenStates.shape[0], hiddenStates.shape[1]);
        Tensor Split(Tensor x, int count) => x.view(batch, seq, count, headDim).transpose(1, 2);
        return (Rotary.Apply(Split(_query.Forward(hiddenStates), heads), rotation),              // [batch, heads, seq, headDim]
            Rotary.Apply(Split(_key.Forward(hiddenStates), keyValueHeads), rotation),            // [batch, kvHeads, seq, headDim]
            Split(_value.Forward(hiddenStates), keyValueHeads));                                 // [batch, kvHeads, seq, headDim]
    }

    /// <param name="context">[batch, heads, seq, headDim]</param>
    /// <param name="headMask">[heads] or null</param>
    private Tensor Merge(Tensor context, Tensor? headMask)
    {
        var (batch, seq) = (context.shape[0], context.shape[2]);
        context = headMask is null ? context : context * headMask.view(1, heads, 1, 1);
        return _output.Forward(context.transpose(1, 2).reshape(batch, seq, heads * headDim));
    }

    /// <summary>The most negative finite score of a type: not -∞, so that a row that sees nothing stays finite.</summary>
    private static double Masked(ScalarType type) => type switch
    {
        ScalarType.Float16 => -65504,
        ScalarType.BFloat16 => -3.38e38,
        _ => float.MinValue,
    };
}
