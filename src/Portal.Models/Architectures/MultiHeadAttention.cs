using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>
/// Multi-head attention (Vaswani et al. 2017, section 3.2.2) from its four projections: of a sequence to itself, or to another one. Families give the
/// projections their checkpoint names.
/// </summary>
public sealed class MultiHeadAttention(Linear query, Linear key, Linear value, Linear output, AttentionCore core)
{
    /// <summary>All positions at once.</summary>
    /// <param name="hiddenStates">[batch, seq, hidden]: who asks</param>
    /// <param name="source">[batch, keys, hidden]: who is asked; the same tensor for self-attention</param>
    /// <param name="hiddenFrom">[batch or 1, 1, seq or 1, keys]: true = the query must not see the key</param>
    /// <param name="bias">[1, heads, seq, keys]: added to the scores; null = none</param>
    /// <param name="headMask">[heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="patterns">Receives the attention probabilities.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    public Tensor Forward(
        Tensor hiddenStates, Tensor source, Tensor hiddenFrom, Tensor? bias = null, Tensor? headMask = null, List<Tensor>? patterns = null, Dropout? dropout = null)
    {
        var (keys, values) = Project(source);
        return output.Forward(core.Forward(core.Split(query.Forward(hiddenStates)), keys, values, hiddenFrom, bias, headMask, dropout, patterns));
    }

    /// <summary>Keys and values of a sequence, to be kept.</summary>
    /// <param name="source">[batch, keys, hidden]</param>
    /// <returns>[batch, heads, keys, headDim] each</returns>
    public (Tensor Keys, Tensor Values) Project(Tensor source) => (core.Split(key.Forward(source)), core.Split(value.Forward(source)));

    /// <summary>New tokens of every row over what the rows of a prompt share, or over what each row has of its own.</summary>
    /// <param name="hiddenStates">[rows, seq, hidden]; row = prompt x samples + sample</param>
    /// <param name="shared">[prompts, heads, keys, headDim] each; null = none</param>
    /// <param name="padding">[prompts, 1, 1, keys]: true = padding</param>
    /// <param name="own">[rows, heads, length, headDim] each; null = none</param>
    /// <param name="ownBias">[1, heads, seq, length]; null = none</param>
    /// <param name="headMask">[heads]; null = all on</param>
    /// <returns>[rows, seq, hidden]</returns>
    public Tensor Extend(
        Tensor hiddenStates, (Tensor Keys, Tensor Values)? shared, Tensor padding, (Tensor Keys, Tensor Values)? own, Tensor? ownBias = null, Tensor? headMask = null) =>
        output.Forward(core.Extend(core.Split(query.Forward(hiddenStates)), shared, padding, own, ownBias: ownBias, headMask: headMask));

    /// <summary>Leaves only some heads.</summary>
    /// <param name="keep">Their numbers before any pruning, ascending.</param>
    public void Keep(IReadOnlyList<int> keep)
    {
        var columns = core.Columns(core.Keep(keep).Heads);
        query.KeepOutputs(columns);
        key.KeepOutputs(columns);
        value.KeepOutputs(columns);
        output.KeepInputs(columns);
    }
}
