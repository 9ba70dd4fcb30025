using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>
/// Keys and values of the tokens already read. Every prompt's part is stored once and shared by all its samples;
/// each row (prompt x sample) adds only the tokens that it generated itself.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Layer[] _layers;
    private Tensor? _ownBias;

    /// <param name="layers">Number of layers.</param>
    /// <param name="prompts">Number of prompts.</param>
    /// <param name="samples">Rows per prompt; row = prompt x samples + sample.</param>
    /// <param name="capacity">Most tokens that a row may add.</param>
    /// <param name="promptMask">[prompts, promptLength]: 1 = token, 0 = padding.</param>
    public KeyValueCache(int layers, int prompts, int samples, int capacity, Tensor promptMask)
    {
        (Prompts, Samples, Capacity) = (prompts, samples, capacity);
        Padding = promptMask.ExpectShape([prompts, -1]).eq(0).view(prompts, 1, 1, -1).DetachFromDisposeScope();
        _layers = [.. Enumerable.Range(0, layers).Select(_ => new Layer())];
    }

    public int Prompts { get; }

    public int Samples { get; }

    /// <summary>Most tokens that a row may add.</summary>
    public int Capacity { get; }

    /// <summary>[prompts, 1, 1, promptLength]: true = padding.</summary>
    public Tensor Padding { get; }

    /// <summary>Tokens that each row has added so far.</summary>
    public long Length { get; private set; }

    /// <summary>Stores a layer's keys and values of the prompts.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="keys">[prompts, kvHeads, promptLength, headDim]</param>
    /// <param name="values">As the keys.</param>
    public void StorePrompt(int layer, Tensor keys, Tensor values)
    {
        // Once in order, or every step would put them in order again.
        _layers[layer].PromptKeys = keys.contiguous().DetachFromDisposeScope();
        _layers[layer].PromptValues = values.contiguous().DetachFromDisposeScope();
    }

    /// <returns>[prompts, kvHeads, promptLength, headDim] each</returns>
    public (Tensor Keys, Tensor Values) Prompt(int layer) => (_layers[layer].PromptKeys!, _layers[layer].PromptValues!);

    /// <summary>Adds tokens to every row of a layer.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="keys">[rows, kvHeads, seq, headDim]</param>
    /// <param name="values">As the keys.</param>
    /// <returns>[rows, kvHeads, length + seq, headDim] each: all that the rows have added, these tokens included</returns>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var (state, seq) = (_layers[layer], keys.shape[2]);
        if (Length == 0 && seq == Capacity)
        {
            // Nothing will follow: the tokens need no buffer, and gradients pass through.
            return (keys, values);
        }
        if (state.Keys is null)
        {
            long[] shape = [keys.shape[0], keys.shape[1], Capacity, keys.shape[3]];
            state.Keys = empty(shape, dtype: keys.dtype, device: keys.device).DetachFromDisposeScope();
            state.Values = empty(shape, dtype: keys.dtype, device: keys.device).DetachFromDisposeScope();
        }
        state.Keys.narrow(2, Length, seq).copy_(keys);
        state.Values!.narrow(2, Length, seq).copy_(values);
        return (state.Keys.narrow(2, 0, Length + seq), state.Values.narrow(2, 0, Length + seq));
    }

    /// <summary>[prompts, heads, 1, promptLength]: position bias of the prompts' keys, where the family has one.</summary>
    public Tensor? Bias { get; private set; }

    /// <summary>Keeps the position bias of the prompts' keys.</summary>
    public void StoreBias(Tensor bias) => Bias = bias.DetachFromDisposeScope();

    /// <summary>Adds the position bias of a step's keys, before its layers append them.</summary>
    /// <param name="bias">[rows, heads, 1, seq]</param>
    /// <returns>[rows, heads, 1, length + seq]: that of all keys that the rows have added</returns>
    public Tensor AppendBias(Tensor bias)
    {
        var whole = _ownBias is null ? bias : cat([_ownBias, bias], -1);
        if (!ReferenceEquals(whole, bias)) { _ownBias!.Dispose(); }
        return _ownBias = whole.DetachFromDisposeScope();
    }

    /// <summary>Ends a step: the tokens that every layer has appended count from now on.</summary>
    public void Advance(long tokens) => Length += tokens;

    public void Dispose()
    {
        Padding.Dispose();
        Bias?.Dispose();
        _ownBias?.Dispose();
        foreach (var layer in _layers)
        {
            layer.PromptKeys?.Dispose();
            layer.PromptValues?.Dispose();
            layer.Keys?.Dispose();
            layer.Values?.Dispose();
        }
    }

    private sealed class Layer
    {
        public Tensor? PromptKeys { get; set; }

        public Tensor? PromptValues { get; set; }

        public Tensor? Keys { get; set; }

        public Tensor? Values { get; set; }
    }
}
