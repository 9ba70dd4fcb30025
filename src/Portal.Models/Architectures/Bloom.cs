using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a BLOOM checkpoint, under the names of its <c>config.json</c>.</summary>
public sealed record BloomConfig(int VocabSize, int HiddenSize, int Layers, int Heads, double LayerNormEps, bool ResidualAfterNorm)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static BloomConfig Read(ModelConfig config)
    {
        var (hidden, heads) = (config.Size(config.Has("hidden_size") ? "hidden_size" : "n_embed"), config.Size(config.Has("n_head") ? "n_head" : "num_attention_heads"));
        if (hidden % heads != 0) { throw config.Wrong("n_head", $"a divisor of hidden_size {hidden}"); }
        return new BloomConfig(
            config.Size("vocab_size"), hidden, config.Size(config.Has("n_layer") ? "n_layer" : "num_hidden_layers"), heads, config.Number("layer_norm_epsilon", 1e-5),
            config.Flag("apply_residual_connection_post_layernorm", false));
    }
}

/// <summary>Decoder of the BLOOM family (Le Scao et al. 2022): fused projections, linear position biases (Press, Smith and Lewis 2022), tied embeddings.</summary>
public sealed class Bloom : CausalModel
{
    private readonly Embedding _embeddings;
    private readonly LayerNorm _embeddingNorm;
    private readonly Block[] _blocks;
    private readonly LayerNorm _norm;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Bloom(BloomConfig config, WeightStore store)
        : base(store)
    {
        Config = config;
        var model = Weights.Root(store, "transformer", "word_embeddings.weight");
        _embeddings = new Embedding(model / "word_embeddings", config.VocabSize, config.HiddenSize);
        _embeddingNorm = new LayerNorm(model / "word_embeddings_layernorm", config.HiddenSize, config.LayerNormEps);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new Block(model / $"h.{layer}", config))];
        _norm = new LayerNorm(model / "ln_f", config.HiddenSize, config.LayerNormEps);
        Output = new OutputLayer(_embeddings.Weight);
    }

    public BloomConfig Config { get; }

    public override int VocabSize => Config.VocabSize;

    public override int Layers => Config.Layers;

    public override int Heads => Config.Heads;

    /// <summary>Biases are defined at any distance; the checkpoints were trained on 2,048 tokens.</summary>
    public override int MaxPositions => 2048;

    /// <summary>The slope of each head: a geometric sequence, for a number of heads that is no power of two filled up from that of twice as many (Press et al. 2022, section 3).</summary>
    public static float[] Slopes(int heads)
    {
        using var scope = NewDisposeScope();
        var power = 1 << (int)Math.Log2(heads);
        // libtorch's own float32 power: the reference's to the last bit
        float[] Sequence(int count, int step, int taken) =>
            full([taken], Math.Pow(2, -8.0 / count), dtype: ScalarType.Float32).pow((arange(taken, dtype: ScalarType.Float32) * step) + 1).data<float>().ToArray();
        return [.. Sequence(power, 1, power), .. heads > power ? Sequence(2 * power, 2, heads - power) : []];
    }

    public override OutputLayer Output { get; }

    public override void Prune(IReadOnlyList<IReadOnlyList<bool>> headMask)
    {
        foreach (var (block, keep) in _blocks.Zip(HeadSwitches.Kept(headMask, Layers, Heads))) { block.Keep(keep); }
    }

    protected override Tensor Embed(Tensor inputIds) => _embeddingNorm.Forward(_embeddings.Forward(inputIds));

    protected override Tensor Layer(int layer, Tensor hidden, AttentionPass pass) => _blocks[layer].Forward(hidden, pass, layer);

    protected override Tensor FinalNorm(Tensor hidden) => _norm.Forward(hidden);

    protected override AttentionPass Positions(Tensor inputIds, Tensor? positionIds, Tensor attentionMask, KeyValueCache? cache)
    {
        // A key's bias depends on its position alone: what differs between queries is a constant, which softmax ignores. Padding does not count.
        var positions = positionIds ?? (attentionMask.ndim == 2
            ? (attentionMask.to(ScalarType.Int64).cumsum(-1) - 1).clamp_min(0) * attentionMask.to(ScalarType.Int64)
            : arange(inputIds.shape[1], dtype: ScalarType.Int64, device: inputIds.device).unsqueeze(0));
        var bias = Bias(positions);
        cache?.StoreBias(bias);
        return new AttentionPass { Bias = bias };
    }

    protected override AttentionPass ExtendedPositions(Tensor positionIds, KeyValueCache cache) =>
        new() { Bias = cache.AppendBias(Bias(positionIds)), SharedBias = cache.Bias };

    /// <param name="positions">[batch, keys]</param>
    /// <returns>[batch, heads, 1, keys]</returns>
    private Tensor Bias(Tensor positions) =>
        tensor(Slopes(Config.Heads), device: positions.device).view(1, -1, 1, 1) * positions.to(ScalarType.Float32).unsqueeze(1).unsqueeze(1);

    /// <summary>One layer: attention and feed-forward, each behind a norm and beside a residual path that starts before or after the norm.</summary>
    private sealed class Block(Weights weights, BloomConfig config)
    {
        private readonly AttentionCore _core = new(config.Heads, config.Heads, config.HiddenSize / config.Heads, 1 / Math.Sqrt((double)config.HiddenSize / config.Heads));
        private readonly LayerNorm _attentionNorm = new(weights / "input_layernorm", config.HiddenSize, config.LayerNormEps);
        private readonly Linear _fused = new(weights / "self_attention.query_key_value", config.HiddenSize, 3 * config.HiddenSize);     // rows: [head, (q, k, v), headDim]
        private readonly Linear _output = new(weights / "self_attention.dense", config.HiddenSize, config.HiddenSize);
        private readonly LayerNorm _feedForwardNorm = new(weights / "post_attention_layernorm", config.HiddenSize, config.LayerNormEps);
        private readonly Linear _up = new(weights / "mlp.dense_h_to_4h", config.HiddenSize, 4 * config.HiddenSize);
        private readonly Linear _down = new(weights / "mlp.dense_4h_to_h", 4 * config.HiddenSize, config.HiddenSize);

        /// <param name="hidden">[batch, seq, hidden]</param>
        public Tensor Forward(Tensor hidden, AttentionPass pass, int layer)
        {
            Tensor Drop(Tensor x) => pass.Dropout?.OfHidden(x) ?? x;
            var normed = _attentionNorm.Forward(hidden);
            var (batch, seq) = (hidden.shape[0], hidden.shape[1]);
            var fused = _fused.Forward(normed).view(batch, seq, _core.KeptHeads, 3, _core.HeadDim);
            Tensor Part(int which) => fused.select(3, which).transpose(1, 2);                             // [batch, heads, seq, headDim]
            var attention = _output.Forward(pass.Attend(_core, layer, Part(0), Part(1), Part(2)));
            hidden = (config.ResidualAfterNorm ? normed : hidden) + Drop(attention);
            normed = _feedForwardNorm.Forward(hidden);
            var inner = _up.Forward(normed).gelu(TorchSharp.Modules.GELU.Approximate.tanh);
            return (config.ResidualAfterNorm ? normed : hidden) + Drop(_down.Forward(inner));
        }

        public void Keep(IReadOnlyList<int> keep)
        {
            var (kept, _) = _core.Keep(keep);
            _fused.KeepOutputs([.. kept.SelectMany(head => Enumerable.Range(0, 3 * _core.HeadDim).Select(i => (head * 3 * _core.HeadDim) + i))]);
            _output.KeepInputs(_core.Columns(kept));
        }
    }
}
