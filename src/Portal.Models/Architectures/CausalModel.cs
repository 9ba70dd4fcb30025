using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>A decoder that predicts the next token. Families differ in how they embed, in their layers, and in how positions reach the attention.</summary>
public abstract class CausalModel(WeightStore store) : PretrainedModel(store)
{
    /// <summary>From hidden states to the vocabulary.</summary>
    public abstract OutputLayer Output { get; }

    public abstract int Layers { get; }

    /// <summary>Query heads of every layer, before any pruning.</summary>
    public abstract int Heads { get; }

    /// <summary>Hidden states after the final norm.</summary>
    /// <param name="inputIds">[batch, seq], int64</param>
    /// <param name="attentionMask">[batch, seq]: 1 = token, 0 = padding; a token sees itself and the tokens before it. Or
    /// [batch, seq, seq]: 1 = the row's token sees the column's, whatever their order.</param>
    /// <param name="positionIds">[batch, seq], int64; null = 0, 1, 2, ..., or for families without position ids the number of tokens before</param>
    /// <param name="headMask">[layers, heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="cache">Receives every layer's keys and values: <see cref="Extend"/> goes on from there.</param>
    /// <param name="activations">Receives the inner values.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Forward(
        Tensor inputIds, Tensor attentionMask, Tensor? positionIds = null, Tensor? headMask = null, KeyValueCache? cache = null, Activations? activations = null,
        Dropout? dropout = null)
    {
        var (batch, seq) = (inputIds.ExpectShape([-1, -1]).shape[0], inputIds.shape[1]);
        headMask?.ExpectShape([Layers, Heads]);
        positionIds?.ExpectShape([batch, seq]);
        var pass = Positions(inputIds, positionIds, attentionMask, cache) with
        {
            HiddenFrom = HiddenFrom(attentionMask, batch, seq),
            HeadMask = headMask,
            Cache = cache,
            Activations = activations,
            Dropout = dropout,
        };
        return Run(inputIds, pass);
    }

    /// <summary>More tokens for every row of <paramref name="cache"/>: one while decoding, several to score continuations that share a prompt.</summary>
    /// <param name="inputIds">[rows, seq], int64; row = prompt x samples + sample</param>
    /// <param name="positionIds">[rows, seq], int64: the number of tokens before each</param>
    /// <param name="cache">Filled by <see cref="Forward"/>; advanced by seq.</param>
    /// <param name="headMask">[layers, heads]; null = all on</param>
    /// <returns>[rows, seq, hidden]; gradients reach the prompts too</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Extend(Tensor inputIds, Tensor positionIds, KeyValueCache cache, Tensor? headMask = null)
    {
        inputIds.ExpectShape([cache.Prompts * cache.Samples, -1]);
        positionIds.ExpectShape(inputIds.shape);
        headMask?.ExpectShape([Layers, Heads]);
        var hidden = Run(inputIds, ExtendedPositions(positionIds, cache) with { HeadMask = headMask, Cache = cache, Extends = true });
        cache.Advance(inputIds.shape[1]);
        return hidden;
    }

    /// <param name="hidden">[..., hidden]</param>
    /// <returns>Next-token logits, [..., vocabulary]</returns>
    public Tensor Logits(Tensor hidden) => Output.Logits(hidden);

    /// <summary>Removes heads for good: the output is that of a mask with zeros there, and faster.</summary>
    /// <param name="headMask">[layers][heads]: false = removed.</param>
    public abstract void Prune(IReadOnlyList<IReadOnlyList<bool>> headMask);

    /// <returns>[batch, seq, hidden]</returns>
    protected abstract Tensor Embed(Tensor inputIds);

    /// <summary>One layer.</summary>
    /// <param name="hidden">[batch, seq, hidden]</param>
    /// <returns>[batch, seq, hidden]</returns>
    protected abstract Tensor Layer(int layer, Tensor hidden, AttentionPass pass);

    protected abstract Tensor FinalNorm(Tensor hidden);

    /// <summary>How positions reach the attention while a prompt is read.</summary>
    /// <param name="inputIds">[batch, seq]</param>
    /// <param name="positionIds">[batch, seq] or null</param>
    /// <param name="attentionMask">[batch, seq] or [batch, seq, seq]</param>
    /// <param name="cache">May keep what <see cref="ExtendedPositions"/> needs.</param>
    protected abstract AttentionPass Positions(Tensor inputIds, Tensor? positionIds, Tensor attentionMask, KeyValueCache? cache);

    /// <summary>The same for tokens that follow a prompt.</summary>
    /// <param name="positionIds">[rows, seq]</param>
    protected abstract AttentionPass ExtendedPositions(Tensor positionIds, KeyValueCache cache);

    private Tensor Run(Tensor inputIds, AttentionPass pass)
    {
        var hidden = Embed(inputIds);
        for (var layer = 0; layer < Layers; layer++)
        {
            pass.Activations?.HiddenStates.Add(hidden);
            using var scope = NewDisposeScope();          // a layer's inner tensors go with the layer, unless gradients hold them
            hidden = Layer(layer, hidden, pass).MoveToOuterDisposeScope();
        }
        hidden = FinalNorm(hidden);
        pass.Activations?.HiddenStates.Add(hidden);
        return hidden;
    }

    private static Tensor HiddenFrom(Tensor attentionMask, long batch, long seq)
    {
        if (attentionMask.ndim == 3) { return attentionMask.ExpectShape([batch, seq, seq]).eq(0).unsqueeze(1); }
        var padding = attentionMask.ExpectShape([batch, seq]).eq(0).view(batch, 1, 1, seq);
        var future = ones([seq, seq], dtype: ScalarType.Bool, device: attentionMask.device).triu(1);
        return padding.logical_or(future);                                                        // [batch, 1, seq, seq]
    }
}

/// <summary>What all layers of one pass through a decoder share.</summary>
public sealed record AttentionPass
{
    /// <summary>cos and sin at the positions, [batch, 1, seq, headDim] each; null for families without rotary positions.</summary>
    public (Tensor Cos, Tensor Sin)? Rotation { get; init; }

    /// <summary>[batch, heads, 1, keys]: added to the scores of the keys of this pass, or of each row's own keys; null for families without.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>The same for the keys that the rows of a prompt share.</summary>
    public Tensor? SharedBias { get; init; }

    /// <summary>[batch or 1, 1, seq, seq]: true = the query must not see the key. Null when tokens follow a prompt: they see all before them.</summary>
    public Tensor? HiddenFrom { get; init; }

    /// <summary>[layers, heads]; null = all on.</summary>
    public Tensor? HeadMask { get; init; }

    /// <summary>Takes, and gives back, keys and values.</summary>
    public KeyValueCache? Cache { get; init; }

    /// <summary>Whether these tokens follow the cache's prompts.</summary>
    public bool Extends { get; init; }

    public Activations? Activations { get; init; }

    public Dropout? Dropout { get; init; }

    /// <summary>Attention of one layer over this pass, from its projections to the merged heads.</summary>
    /// <param name="core">The layer's heads.</param>
    /// <param name="layer">Its number.</param>
    /// <param name="query">[batch, heads, seq, headDim]</param>
    /// <param name="key">[batch, kvHeads, seq, headDim]</param>
    /// <param name="value">As the keys.</param>
    /// <returns>[batch, seq, heads x headDim]</returns>
    public Tensor Attend(AttentionCore core, int layer, Tensor query, Tensor key, Tensor value)
    {
        var headMask = HeadMask?.select(0, layer);
        if (Extends) { return core.Extend(query, Cache!.Prompt(layer), Cache.Padding, Cache.Append(layer, key, value), SharedBias, Bias, headMask); }
        Cache?.StorePrompt(layer, key, value);
        return core.Forward(query, key, value, HiddenFrom!, Bias, headMask, Dropout, Activations?.Attentions);
    }
}
