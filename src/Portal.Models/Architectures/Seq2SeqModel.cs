using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Head masks of an encoder-decoder, [layers, heads] each: 1 = on, 0 = off; null = all on.</summary>
/// <param name="Encoder">Encoder self-attention.</param>
/// <param name="Decoder">Decoder self-attention.</param>
/// <param name="Cross">Decoder attention to the encoder.</param>
public sealed record Seq2SeqHeadMask(Tensor? Encoder = null, Tensor? Decoder = null, Tensor? Cross = null);

/// <summary>An encoder-decoder. Families differ in their embeddings, layers and positions.</summary>
public abstract class Seq2SeqModel(WeightStore store) : PretrainedModel(store)
{
    public abstract int EncoderLayers { get; }

    public abstract int DecoderLayers { get; }

    /// <summary>Heads of every encoder layer, before any pruning.</summary>
    public abstract int EncoderHeads { get; }

    /// <summary>Heads of every decoder layer, of its self-attention as of its attention to the encoder, before any pruning.</summary>
    public abstract int DecoderHeads { get; }

    /// <summary>The id that every decoder input begins with.</summary>
    public abstract int DecoderStartTokenId { get; }

    public abstract int PadTokenId { get; }

    /// <summary>From the decoder's hidden states to the vocabulary.</summary>
    public abstract OutputLayer Output { get; }

    /// <summary>The encoder's last hidden states.</summary>
    /// <param name="inputIds">[batch, seq], int64</param>
    /// <param name="attentionMask">[batch, seq]: 1 = token, 0 = padding</param>
    /// <param name="headMask">Its part for the encoder.</param>
    /// <param name="activations">Receives the inner values.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Encode(Tensor inputIds, Tensor attentionMask, Seq2SeqHeadMask? headMask = null, Activations? activations = null, Dropout? dropout = null)
    {
        var (batch, seq) = (inputIds.ExpectShape([-1, -1]).shape[0], inputIds.shape[1]);
        var padding = attentionMask.ExpectShape([batch, seq]).eq(0).view(batch, 1, 1, seq);
        headMask?.Encoder?.ExpectShape([EncoderLayers, EncoderHeads]);
        var hidden = EmbedSource(inputIds, dropout);
        var bias = EncoderBias(seq);
        for (var layer = 0; layer < EncoderLayers; layer++)
        {
            activations?.HiddenStates.Add(hidden);
            using var scope = NewDisposeScope();
            hidden = EncoderLayer(layer, hidden, padding, bias, headMask?.Encoder?.select(0, layer), activations, dropout).MoveToOuterDisposeScope();
        }
        hidden = EncoderEnd(hidden, dropout);
        activations?.HiddenStates.Add(hidden);
        return hidden;
    }

    /// <summary>The decoder's last hidden states, all positions at once.</summary>
    /// <param name="decoderInputIds">[batch, seq], int64: begins with <see cref="DecoderStartTokenId"/>; a token sees itself and those before it</param>
    /// <param name="encoded">[batch, keys, hidden]: from <see cref="Encode"/></param>
    /// <param name="attentionMask">[batch, keys]: the encoder's</param>
    /// <param name="headMask">Its parts for the decoder.</param>
    /// <param name="activations">Receives the inner values, cross-attentions included.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Decode(
        Tensor decoderInputIds, Tensor encoded, Tensor attentionMask, Seq2SeqHeadMask? headMask = null, Activations? activations = null, Dropout? dropout = null)
    {
        var (batch, seq) = (decoderInputIds.ExpectShape([-1, -1]).shape[0], decoderInputIds.shape[1]);
        encoded.ExpectShape([batch, -1, -1]);
        var padding = attentionMask.ExpectShape([batch, encoded.shape[1]]).eq(0).view(batch, 1, 1, -1);
        headMask?.Decoder?.ExpectShape([DecoderLayers, DecoderHeads]);
        headMask?.Cross?.ExpectShape([DecoderLayers, DecoderHeads]);
        var future = ones([seq, seq], dtype: ScalarType.Bool, device: decoderInputIds.device).triu(1).view(1, 1, seq, seq);
        var hidden = EmbedTarget(decoderInputIds, 0, dropout);
        var bias = DecoderBias(0, seq);
        for (var layer = 0; layer < DecoderLayers; layer++)
        {
            activations?.HiddenStates.Add(hidden);
            using var scope = NewDisposeScope();
            var (own, cross) = (headMask?.Decoder?.select(0, layer), headMask?.Cross?.select(0, layer));
            hidden = DecoderLayer(
                layer, hidden,
                (attention, x) => attention.Forward(x, x, future, bias, own, activations?.Attentions, dropout),
                (attention, x) => attention.Forward(x, encoded, padding, headMask: cross, patterns: activations?.CrossAttentions, dropout: dropout),
                dropout).MoveToOuterDisposeScope();
        }
        hidden = DecoderEnd(hidden, dropout);
        activations?.HiddenStates.Add(hidden);
        return hidden;
    }

    /// <summary>Prepares decoding step by step: every source's keys and values are computed once and shared by its samples.</summary>
    /// <param name="encoded">[prompts, keys, hidden]</param>
    /// <param name="attentionMask">[prompts, keys]</param>
    /// <param name="samples">Rows per source.</param>
    /// <param name="capacity">Most tokens that a row may have, the start included.</param>
    public KeyValueCache Begin(Tensor encoded, Tensor attentionMask, int samples, int capacity)
    {
        var cache = new KeyValueCache(DecoderLayers, (int)encoded.shape[0], samples, capacity, attentionMask);
        for (var layer = 0; layer < DecoderLayers; layer++)
        {
            using var scope = NewDisposeScope();
            var (keys, values) = CrossAttention(layer).Project(encoded);
            cache.StorePrompt(layer, keys, values);
        }
        return cache;
    }

    /// <summary>More tokens for every row.</summary>
    /// <param name="decoderInputIds">[rows, seq], int64; row = prompt x samples + sample</param>
    /// <param name="cache">From <see cref="Begin"/>; advanced by seq.</param>
    /// <param name="headMask">Its parts for the decoder.</param>
    /// <returns>[rows, seq, hidden]</returns>
    public Tensor Extend(Tensor decoderInputIds, KeyValueCache cache, Seq2SeqHeadMask? headMask = null)
    {
        var seq = decoderInputIds.ExpectShape([cache.Prompts * cache.Samples, -1]).shape[1];
        var hidden = EmbedTarget(decoderInputIds, cache.Length, null);
        var bias = DecoderBias(cache.Length, seq);
        for (var layer = 0; layer < DecoderLayers; layer++)
        {
            using var scope = NewDisposeScope();
            var index = layer;
            hidden = DecoderLayer(
                layer, hidden,
                (attention, x) =>
                {
                    var (keys, values) = attention.Project(x);
                    return attention.Extend(x, null, cache.Padding, cache.Append(index, keys, values), bias, headMask?.Decoder?.select(0, index));
                },
                (attention, x) => attention.Extend(x, cache.Prompt(index), cache.Padding, null, headMask: headMask?.Cross?.select(0, index)),
                null).MoveToOuterDisposeScope();
        }
        cache.Advance(seq);
        return DecoderEnd(hidden, null);
    }

    /// <param name="hidden">[..., hidden]: the decoder's</param>
    /// <returns>[..., vocabulary]</returns>
    public Tensor Logits(Tensor hidden) => Output.Logits(hidden);

    /// <summary>Decoder inputs for labels: one place to the right, the start in front, padding for what does not count.</summary>
    /// <param name="labels">[batch, seq], int64; -100 = does not count</param>
    public Tensor ShiftRight(Tensor labels)
    {
        var (batch, seq) = (labels.ExpectShape([-1, -1]).shape[0], labels.shape[1]);
        var start = full([batch, 1], DecoderStartTokenId, dtype: ScalarType.Int64, device: labels.device);
        var shifted = cat([start, labels.narrow(1, 0, seq - 1)], 1);
        return shifted.masked_fill(shifted.eq(-100), PadTokenId);
    }

    /// <summary>Removes heads for good: the output is that of masks with zeros there, and faster.</summary>
    /// <param name="encoder">[layers][heads]: false = removed; null = all stay.</param>
    /// <param name="decoder">The same of the decoder's self-attention.</param>
    /// <param name="cross">The same of its attention to the encoder.</param>
    public void Prune(IReadOnlyList<IReadOnlyList<bool>>? encoder, IReadOnlyList<IReadOnlyList<bool>>? decoder, IReadOnlyList<IReadOnlyList<bool>>? cross)
    {
        void Keep(IReadOnlyList<IReadOnlyList<bool>>? mask, int layers, int heads, Func<int, MultiHeadAttention> attention)
        {
            if (mask is null) { return; }
            foreach (var (layer, keep) in HeadSwitches.Kept(mask, layers, heads).Index()) { attention(layer).Keep(keep); }
        }
        Keep(encoder, EncoderLayers, EncoderHeads, EncoderAttention);
        Keep(decoder, DecoderLayers, DecoderHeads, DecoderAttention);
        Keep(cross, DecoderLayers, DecoderHeads, CrossAttention);
    }

    protected abstract MultiHeadAttention EncoderAttention(int layer);

    protected abstract MultiHeadAttention DecoderAttention(int layer);

    protected abstract MultiHeadAttention CrossAttention(int layer);

    /// <returns>[batch, seq, hidden]</returns>
    protected abstract Tensor EmbedSource(Tensor inputIds, Dropout? dropout);

    /// <param name="first">Tokens before the first of these.</param>
    protected abstract Tensor EmbedTarget(Tensor decoderInputIds, long first, Dropout? dropout);

    /// <returns>[1, heads, seq, seq], or null for families without position biases</returns>
    protected abstract Tensor? EncoderBias(long seq);

    /// <param name="first">Tokens before the first query.</param>
    /// <returns>[1, heads, seq, first + seq], or null</returns>
    protected abstract Tensor? DecoderBias(long first, long seq);

    protected abstract Tensor EncoderLayer(int layer, Tensor hidden, Tensor padding, Tensor? bias, Tensor? headMask, Activations? activations, Dropout? dropout);

    /// <param name="layer">Its number.</param>
    /// <param name="hidden">[batch, seq, hidden]</param>
    /// <param name="attend">Runs the self-attention, all positions at once or one step.</param>
    /// <param name="attendToSource">Runs the attention to the encoder.</param>
    /// <param name="dropout">Dropout while training.</param>
    protected abstract Tensor DecoderLayer(
        int layer, Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Func<MultiHeadAttention, Tensor, Tensor> attendToSource, Dropout? dropout);

    /// <summary>What follows the last encoder layer.</summary>
    protected abstract Tensor EncoderEnd(Tensor hidden, Dropout? dropout);

    /// <summary>What follows the last decoder layer.</summary>
    protected abstract Tensor DecoderEnd(Tensor hidden, Dropout? dropout);
}
