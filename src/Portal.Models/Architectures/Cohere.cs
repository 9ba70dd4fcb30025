using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a Cohere checkpoint (Command-R, Aya), under the names of its <c>config.json</c>.</summary>
public sealed record CohereConfig(
    int VocabSize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int KeyValueHeads, int MaxPositions, double LayerNormEps, double RopeTheta,
    double LogitScale, bool QueryKeyNorm, bool AttentionBias, bool TiedEmbeddings)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static CohereConfig Read(ModelConfig config)
    {
        if (config.Text("hidden_act", "silu") != "silu") { throw config.Wrong("hidden_act", "silu"); }
        var (hidden, heads) = (config.Size("hidden_size"), config.Size("num_attention_heads"));
        if (hidden % heads != 0 || hidden / heads % 2 != 0) { throw config.Wrong("num_attention_heads", $"a divisor of hidden_size {hidden} with an even head size"); }
        var keyValueHeads = config.Size("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) { throw config.Wrong("num_key_value_heads", $"a divisor of num_attention_heads {heads}"); }
        if (config.Section("rope_scaling") is not null) { throw config.Wrong("rope_scaling", "none: Cohere's rotary positions are not scaled"); }
        return new CohereConfig(
            config.Size("vocab_size"), hidden, config.Size("intermediate_size"), config.Size("num_hidden_layers"), heads, keyValueHeads,
            config.Size("max_position_embeddings", 8192), config.Number("layer_norm_eps", 1e-5), config.Number("rope_theta", 10000),
            config.Number("logit_scale", 0.0625), config.Flag("use_qk_norm", false), config.Flag("attention_bias", false), config.Flag("tie_word_embeddings", true));
    }
}

/// <summary>
/// Decoder of the Cohere family (Command-R): attention and feed-forward beside each other behind one norm without bias, rotary positions that turn
/// neighbouring pairs, tied embeddings, scaled logits.
/// </summary>
public sealed class Cohere : CausalModel
{
    private readonly Embedding _embeddings;
    private readonly Block[] _blocks;
    private readonly LayerNorm _norm;
    private readonly Rotary _rotary;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Cohere(CohereConfig config, WeightStore store)
        : base(store)
    {
        Config = config;
        var model = Weights.Root(store, "model", "embed_tokens.weight");
        _embeddings = new Embedding(model / "embed_tokens", config.VocabSize, config.HiddenSize);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new Block(model / $"layers.{layer}", config))];
        _norm = new LayerNorm(model / "norm", config.HiddenSize, config.LayerNormEps, bias: false);
        Output = new OutputLayer(
            config.TiedEmbeddings ? _embeddings.Weight : (model.Outside("model") / "lm_head").Read("weight", config.VocabSize, config.HiddenSize), scale: config.LogitScale);
        _rotary = new Rotary(config.HiddenSize / config.Heads, config.RopeTheta, scaling: null);
    }

    public CohereConfig Config { get; }

    public override int VocabSize => Config.VocabSize;

    public override int Layers => Config.Layers;

    public override int Heads => Config.Heads;

    public override int MaxPositions => Config.MaxPositions;

    public override OutputLayer Output { get; }

    public override void Prune(IReadOnlyList<IReadOnlyList<bool>> headMask)
    {
        foreach (var (block, keep) in _blocks.Zip(HeadSwitches.Kept(headMask, Layers, Heads))) { block.Attention.Keep(keep); }
    }

    protected override Tensor Embed(Tensor inputIds) => _embeddings.Forward(inputIds);

    protected override Tensor Layer(int layer, Tensor hidden, AttentionPass pass) => _blocks[layer].Forward(hidden, pass, layer);

    protected override Tensor FinalNorm(Tensor hidden) => _norm.Forward(hidden);

    protected override AttentionPass Positions(Tensor inputIds, Tensor? positionIds, Tensor attentionMask, KeyValueCache? cache) =>
        new() { Rotation = _rotary.At(positionIds ?? arange(inputIds.shape[1], dtype: ScalarType.Int64, device: inputIds.device).unsqueeze(0)) };

    protected override AttentionPass ExtendedPositions(Tensor positionIds, KeyValueCache cache) => new() { Rotation = _rotary.At(positionIds) };

    /// <summary>One layer: the norm's output goes to attention and feed-forward alike, and both are added to the residual path.</summary>
    private sealed class Block(Weights weights, CohereConfig config)
    {
        private readonly LayerNorm _norm = new(weights / "input_layernorm", config.HiddenSize, config.LayerNormEps, bias: false);
        private readonly Linear _gate = new(weights / "mlp.gate_proj", config.HiddenSize, config.IntermediateSize, bias: false);
        private readonly Linear _up = new(weights / "mlp.up_proj", config.HiddenSize, config.IntermediateSize, bias: false);
        private readonly Linear _down = new(weights / "mlp.down_proj", config.IntermediateSize, config.HiddenSize, bias: false);

        public GroupedQueryAttention Attention { get; } = new(
            weights / "self_attn", config.HiddenSize, config.Heads, config.KeyValueHeads, config.HiddenSize / config.Heads, config.AttentionBias, RotaryPairs.Neighbours,
            config.QueryKeyNorm ? config.LayerNormEps : null);

        /// <param name="hidden">[batch, seq, hidden]</param>
        public Tensor Forward(Tensor hidden, AttentionPass pass, int layer)
        {
            var normed = _norm.Forward(hidden);
            return hidden + Attention.Forward(normed, pass, layer) + _down.Forward(nn.functional.silu(_gate.Forward(normed)) * _up.Forward(normed));
        }
    }
}
