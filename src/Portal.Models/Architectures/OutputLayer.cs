using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>From hidden states to the vocabulary: scale · (h Wᵀ + b).</summary>
/// <param name="weight">[vocabulary, hidden]; often the embeddings'</param>
/// <param name="bias">[vocabulary] or [1, vocabulary]; null = none</param>
/// <param name="scale">Factor of the logits.</param>
public sealed class OutputLayer(Tensor weight, Tensor? bias = null, double scale = 1)
{
    private const long Block = 16384;           // rows of W at a time: smaller products are slower, larger logits do not stay in the cache

    /// <summary>[vocabulary, hidden]</summary>
    public Tensor Weight => weight;

    /// <param name="hidden">[..., hidden]</param>
    /// <returns>[..., vocabulary]</returns>
    public Tensor Logits(Tensor hidden)
    {
        var logits = nn.functional.linear(hidden, weight, bias?.flatten());
        return scale == 1 ? logits : logits * scale;
    }

    /// <summary>
    /// Log-probabilities of single ids without ever holding a row of logits: W is read once, block by block, for all states, and only the sums of exponentials are kept.
    /// </summary>
    /// <param name="states">[states, hidden]</param>
    /// <param name="of">[ids], int64: which state predicts each id</param>
    /// <param name="ids">[ids], int64</param>
    /// <returns>[ids], natural logarithms, float32 or wider</returns>
    public Tensor LogProbabilities(Tensor states, Tensor of, Tensor ids)
    {
        of.ExpectShape(ids.ExpectShape([-1]).shape);
        var wide = Precision.Wide(states.dtype);
        var chosen = (states.index_select(0, of) * weight.index_select(0, ids)).to(wide).sum(-1);
        if (bias is not null) { chosen = chosen + bias.flatten().index_select(0, ids).to(wide); }
        Tensor? normaliser = null;
        for (var first = 0L; first < weight.shape[0]; first += Block)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Block, weight.shape[0] - first);
            var logits = nn.functional.linear(states, weight.narrow(0, first, count), bias?.flatten().narrow(0, first, count)).to(wide);
            var part = (scale == 1 ? logits : logits * scale).logsumexp(-1, keepdim: true);              // [states, 1]
            normaliser = (normaliser is null ? part : cat([normaliser, part], -1).logsumexp(-1, keepdim: true)).MoveToOuterDisposeScope();
        }
        return (chosen * scale) - normaliser!.squeeze(-1).index_select(0, of);
    }

    /// <summary>The most probable id after each state, W being read block by block.</summary>
    /// <param name="states">[states, hidden]</param>
    /// <returns>[states], int64; of equal logits the first</returns>
    public Tensor MostProbable(Tensor states)
    {
        (Tensor Values, Tensor Ids)? best = null;
        for (var first = 0L; first < weight.shape[0]; first += Block)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Block, weight.shape[0] - first);
            var logits = nn.functional.linear(states, weight.narrow(0, first, count), bias?.flatten().narrow(0, first, count));
            var (values, ids) = logits.max(-1);                 // a scale is positive: it changes no order
            ids = ids + first;
            if (best is { } before)
            {
                var better = values.gt(before.Values);
                (values, ids) = (where(better, values, before.Values), where(better, ids, before.Ids));
            }
            best = (values.MoveToOuterDisposeScope(), ids.MoveToOuterDisposeScope());
        }
        return best!.Value.Ids;
    }
}
