namespace Portal.Bench.Threads;

/// <summary>A pre-norm transformer of the shape that is trained here; only its arithmetic matters, so the weights are random.</summary>
internal sealed class Transformer : IDisposable
{
    private readonly int _hidden, _heads, _layers;
    private readonly bool _causal;
    private readonly Dictionary<string, Tensor> _weights = [];

    public Transformer(int hidden, int inner, int heads, int layers, int vocabulary, bool causal)
    {
        (_hidden, _heads, _layers, _causal) = (hidden, heads, layers, causal);
        Add("embedding", vocabulary, hidden);
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var name in new[] { "q", "k", "v", "o" }) { Add($"{layer}.{name}", hidden, hidden); }
            Add($"{layer}.gate", inner, hidden);
            Add($"{layer}.up", inner, hidden);
            Add($"{layer}.down", hidden, inner);
        }
    }

    public IReadOnlyCollection<Tensor> Parameters => _weights.Values;

    /// <param name="ids">[batch, seq]</param>
    /// <param name="cached">Number of earlier positions, with keys and values made up</param>
    /// <returns>[batch, seq, vocabulary] logits</returns>
    public Tensor Forward(Tensor ids, int cached = 0)
    {
        var (batch, seq) = (ids.shape[0], ids.shape[1]);
        var headDim = _hidden / _heads;
        Tensor Split(Tensor x) => x.view(batch, seq, _heads, headDim).transpose(1, 2);          // [batch, heads, seq, headDim]
        var mask = _causal && seq > 1 ? ones(seq, seq, @bool).triu(1) : null;
        var x = _weights["embedding"].index_select(0, ids.flatten()).view(batch, seq, _hidden);
        for (var layer = 0; layer < _layers; layer++)
        {
            var normed = Norm(x);
            var (q, k, v) = (Split(Linear(normed, layer, "q")), Split(Linear(normed, layer, "k")), Split(Linear(normed, layer, "v")));
            if (cached > 0)
            {
                var past = zeros(batch, _heads, cached, headDim);
                (k, v) = (cat([past, k], 2), cat([past, v], 2));
            }
            var scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(headDim);                    // [batch, heads, seq, cached + seq]
            if (mask is not null) { scores = scores.masked_fill(mask, float.MinValue); }
            var context = scores.softmax(-1).matmul(v).transpose(1, 2).reshape(batch, seq, _hidden);
            x += Linear(context, layer, "o");
            normed = Norm(x);
            x += Linear(nn.functional.silu(Linear(normed, layer, "gate")) * Linear(normed, layer, "up"), layer, "down");
        }
        return nn.functional.linear(Norm(x), _weights["embedding"]);
    }

    public void Dispose()
    {
        foreach (var weight in _weights.Values) { weight.Dispose(); }
    }

    private Tensor Linear(Tensor x, int layer, string name) => nn.functional.linear(x, _weights[$"{layer}.{name}"]);

    private static Tensor Norm(Tensor x) => x * (x.square().mean([-1], keepdim: true) + 1e-6).rsqrt();

    private void Add(string name, int rows, int columns)
        => _weights[name] = randn(rows, columns).mul_(1 / Math.Sqrt(columns)).requires_grad_().DetachFromDisposeScope();
}
