using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>
/// What every family's attention shares: softmax(scale q kᵀ + bias) v per head (Vaswani et al. 2017, section 3.2.1) with a switch ξ per head (Michel et al.
/// 2019, section 2.3). Groups of query heads may share one key and value head (Ainslie et al. 2023); keys and values are then never repeated: the queries
/// of a group stand side by side instead.
/// </summary>
public sealed class AttentionCore
{
    private readonly double _scale;
    private readonly int _keyValueHeadsBefore;
    private long[]? _kept;              // the heads that are left, by their numbers before pruning; null = all
    private long[]? _keptKeyValues;     // the same of the key and value heads
    private long[]? _keyValueOf;        // which key and value head each of them reads, where groups have become uneven
    private int _heads;
    private int _keyValueHeads;

    /// <param name="heads">Query heads.</param>
    /// <param name="keyValueHeads">Key and value heads; a divisor of <paramref name="heads"/>.</param>
    /// <param name="headDim">Size of a head.</param>
    /// <param name="scale">Factor of the scores: 1/√headDim, or 1 for the T5 family.</param>
    public AttentionCore(int heads, int keyValueHeads, int headDim, double scale)
    {
        (Heads, HeadDim, _scale, _keyValueHeadsBefore) = (heads, headDim, scale, keyValueHeads);
        (_heads, _keyValueHeads) = (heads, keyValueHeads);
    }

    /// <summary>Heads before any pruning: what head masks count.</summary>
    public int Heads { get; }

    public int HeadDim { get; }

    /// <summary>Query heads that are left.</summary>
    public int KeptHeads => _heads;

    /// <summary>Key and value heads that are left.</summary>
    public int KeptKeyValueHeads => _keptKeyValues?.Length ?? _keyValueHeadsBefore;

    /// <summary>[batch, seq, count x headDim] -> [batch, count, seq, headDim]</summary>
    public Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], x.shape[2] / HeadDim, HeadDim).transpose(1, 2);

    /// <summary>All positions at once.</summary>
    /// <param name="query">[batch, heads, seq, headDim]</param>
    /// <param name="key">[batch, kvHeads, keys, headDim]</param>
    /// <param name="value">As the keys.</param>
    /// <param name="hiddenFrom">[batch or 1, 1, seq or 1, keys]: true = the query (row) must not see the key (column).</param>
    /// <param name="bias">[batch or 1, heads, seq or 1, keys]: added to the scores; null = none. Its heads are those before pruning.</param>
    /// <param name="headMask">[heads before pruning]: 1 = on, 0 = off; null = all on.</param>
    /// <param name="dropout">Drops attention probabilities; null = evaluation.</param>
    /// <param name="patterns">Receives the attention probabilities, [batch, heads, seq, keys], before dropout and head mask.</param>
    /// <returns>[batch, seq, heads x headDim]</returns>
    public Tensor Forward(
        Tensor query, Tensor key, Tensor value, Tensor hiddenFrom, Tensor? bias = null, Tensor? headMask = null, Dropout? dropout = null, List<Tensor>? patterns = null)
    {
        if (_heads == 0) { return Merge(query, headMask: null); }
        var (batch, seq, keys) = (query.shape[0], query.shape[2], key.shape[2]);
        (key, value) = (Spread(key), Spread(value));
        var grouped = (_scale == 1 ? query : query * _scale).reshape(batch, _keyValueHeads, _heads / _keyValueHeads * seq, HeadDim);
        var scores = grouped.matmul(key.transpose(-2, -1)).view(batch, _heads, seq, keys);
        if (bias is not null) { scores = scores + OfKept(bias, 1).to(scores.dtype); }
        var pattern = scores.masked_fill(hiddenFrom, Hidden(scores.dtype)).softmax(-1, Precision.Wide(query.dtype)).to(query.dtype);      // [batch, heads, seq, keys]
        patterns?.Add(pattern.MoveToOuterDisposeScope());                                                                        // out of its layer's scope
        if (dropout is not null) { pattern = dropout.OfAttention(pattern); }
        var context = pattern.view(batch, _keyValueHeads, _heads / _keyValueHeads * seq, keys).matmul(value).view(batch, _heads, seq, HeadDim);
        return Merge(context, headMask);
    }

    /// <summary>New tokens for every row, over what the rows of a prompt share and what each row has of its own.</summary>
    /// <param name="query">[rows, heads, seq, headDim]; row = prompt x samples + sample.</param>
    /// <param name="shared">Keys and values, [prompts, kvHeads, sharedKeys, headDim] each; null = none.</param>
    /// <param name="padding">[prompts, 1, 1, sharedKeys]: true = padding.</param>
    /// <param name="own">Keys and values, [rows, kvHeads, ownKeys, headDim] each, those of the new tokens last; null = none.</param>
    /// <param name="sharedBias">[prompts or 1, heads, seq or 1, sharedKeys]; null = none.</param>
    /// <param name="ownBias">[rows or 1, heads, seq or 1, ownKeys]; null = none.</param>
    /// <param name="headMask">[heads before pruning]; null = all on.</param>
    /// <returns>[rows, seq, heads x headDim]</returns>
    public Tensor Extend(
        Tensor query, (Tensor Keys, Tensor Values)? shared, Tensor padding, (Tensor Keys, Tensor Values)? own,
        Tensor? sharedBias = null, Tensor? ownBias = null, Tensor? headMask = null)
    {
        if (_heads == 0) { return Merge(query, headMask: null); }
        var (rows, seq) = (query.shape[0], query.shape[2]);
        var prompts = padding.shape[0];
        var (samples, queries) = (rows / prompts, _heads / _keyValueHeads * seq);
        // [prompts, kvHeads, samples x queries, n] <-> [rows, kvHeads, queries, n]
        Tensor ByRow(Tensor x) => x.reshape(prompts, _keyValueHeads, samples, queries, -1).transpose(1, 2).reshape(rows, _keyValueHeads, queries, -1);
        Tensor ByPrompt(Tensor x) => x.reshape(prompts, samples, _keyValueHeads, queries, -1).transpose(1, 2).reshape(prompts, _keyValueHeads, samples * queries, -1);

        var grouped = query.reshape(rows, _keyValueHeads, queries, HeadDim) * _scale;
        var scores = new List<Tensor>();
        if (shared is { } prompt)
        {
            var s = ByPrompt(grouped).matmul(Spread(prompt.Keys).transpose(-2, -1));                // [prompts, kvHeads, samples x queries, sharedKeys]
            s = ByRow(s.masked_fill(padding, Hidden(s.dtype))).reshape(rows, _heads, seq, -1);
            if (sharedBias is not null) { s = s + (sharedBias.shape[0] == 1 ? OfKept(sharedBias, 1) : OfKept(sharedBias, 1).repeat_interleave(samples, 0)).to(s.dtype); }
            scores.Add(s);
        }
        if (own is { } tokens)
        {
            var s = Scores(grouped, Spread(tokens.Keys)).reshape(rows, _heads, seq, -1);
            if (ownBias is not null) { s = s + OfKept(ownBias, 1).to(s.dtype); }
            if (seq > 1)
            {
                var length = s.shape[3];
                s = s.masked_fill(ones([seq, length], dtype: ScalarType.Bool, device: query.device).triu((int)(length - seq) + 1), Hidden(s.dtype));
            }
            scores.Add(s);
        }
        var pattern = (scores.Count == 1 ? scores[0] : cat([.. scores], -1)).softmax(-1, Precision.Wide(query.dtype)).to(query.dtype).reshape(rows, _keyValueHeads, queries, -1);
        Tensor? context = null;
        var read = 0L;
        if (shared is { } once)
        {
            read = once.Keys.shape[2];
            context = ByRow(ByPrompt(pattern.narrow(-1, 0, read)).matmul(Spread(once.Values)));     // [rows, kvHeads, queries, headDim]
        }
        if (own is { } mine)
        {
            var part = Mixture(pattern.narrow(-1, read, mine.Keys.shape[2]), Spread(mine.Values));
            context = context is null ? part : context + part;
        }
        return Merge(context!.reshape(rows, _heads, seq, HeadDim), headMask);
    }

    /// <summary>Leaves only some heads; the caller slices its projections by <see cref="Columns"/>.</summary>
    /// <param name="keep">Numbers before any pruning, ascending; a subset of those that are left.</param>
    /// <returns>Positions among the query heads and among the key and value heads that were left before.</returns>
    public (long[] Heads, long[] KeyValueHeads) Keep(IReadOnlyList<int> keep)
    {
        var before = _kept ?? [.. Enumerable.Range(0, Heads).Select(head => (long)head)];
        var positions = keep.Select(head => Array.IndexOf(before, (long)head)).ToArray();
        if (positions.Contains(-1)) { throw new ArgumentException($"head {keep[Array.IndexOf(positions, -1)]} is not there; it has been removed before, or there are {Heads}"); }
        var group = Heads / _keyValueHeadsBefore;
        var keyValueBefore = _keptKeyValues ?? [.. Enumerable.Range(0, _keyValueHeadsBefore).Select(head => (long)head)];
        var keyValueAfter = keep.Select(head => (long)head / group).Distinct().ToArray();
        _kept = [.. keep.Select(head => (long)head)];
        _keptKeyValues = keyValueAfter;
        _heads = keep.Count;
        var even = keyValueAfter.Length > 0 && keep.GroupBy(head => head / group).Select(same => same.Count()).Distinct().Count() == 1;
        _keyValueOf = even ? null : [.. keep.Select(head => (long)Array.IndexOf(keyValueAfter, head / group))];
        _keyValueHeads = even ? keyValueAfter.Length : keep.Count;
        return ([.. positions.Select(position => (long)position)], [.. keyValueAfter.Select(head => (long)Array.IndexOf(keyValueBefore, head))]);
    }

    /// <summary>The columns of a projection that belong to heads at <paramref name="positions"/>.</summary>
    public long[] Columns(IEnumerable<long> positions) => [.. positions.SelectMany(position => Enumerable.Range(0, HeadDim).Select(i => (position * HeadDim) + i))];

    /// <summary>The most negative finite score of a type: not -∞, so that a row that sees nothing stays finite.</summary>
    private static double Hidden(ScalarType type) => type switch
    {
        ScalarType.Float16 => -65504,
        ScalarType.BFloat16 => -3.38e38,
        _ => float.MinValue,
    };

    /// <summary>q kᵀ of many small heads: below a size, one product over all of them is quicker than a matrix product for each.</summary>
    /// <param name="query">[rows, heads, queries, headDim]</param>
    /// <param name="key">[rows, heads, keys, headDim]</param>
    /// <returns>[rows, heads, queries, keys]</returns>
    private static Tensor Scores(Tensor query, Tensor key) =>
        IsSmall(query.shape[2] * key.shape[2], query) ? (query.unsqueeze(3) * key.unsqueeze(2)).sum(-1) : query.matmul(key.transpose(-2, -1));

    /// <summary>The values, weighted: as <see cref="Scores"/>.</summary>
    /// <param name="pattern">[rows, heads, queries, keys]</param>
    /// <param name="value">[rows, heads, keys, headDim]</param>
    /// <returns>[rows, heads, queries, headDim]</returns>
    private static Tensor Mixture(Tensor pattern, Tensor value) =>
        IsSmall(pattern.shape[2] * pattern.shape[3], pattern) ? (pattern.unsqueeze(-1) * value.unsqueeze(2)).sum(-2) : pattern.matmul(value);

    private static bool IsSmall(long pairs, Tensor on) => pairs <= 32 && on.is_cpu() && on.dtype is ScalarType.Float32 or ScalarType.Float64;

    /// <summary>The part of a per-head tensor that belongs to the heads that are left.</summary>
    private Tensor OfKept(Tensor x, long dim) => _kept is null ? x : x.index_select(dim, tensor(_kept, device: x.device));

    /// <summary>One key and value head per query head, where groups have become uneven.</summary>
    private Tensor Spread(Tensor x) => _keyValueOf is null ? x : x.index_select(1, tensor(_keyValueOf, device: x.device));

    /// <param name="context">[batch, heads, seq, headDim]</param>
    /// <returns>[batch, seq, heads x headDim]</returns>
    private Tensor Merge(Tensor context, Tensor? headMask)
    {
        if (headMask is not null) { context = context * OfKept(headMask, 0).to(context.dtype).view(1, _heads, 1, 1); }
        return context.transpose(1, 2).reshape(context.shape[0], context.shape[2], (long)_heads * HeadDim);
    }
}
