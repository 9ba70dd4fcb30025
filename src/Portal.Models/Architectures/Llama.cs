using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a Llama checkpoint, under the names of its <c>config.json</c>.</summary>
public sealed record LlamaConfig(
    int VocabSize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int KeyValueHeads, int HeadDim,
    int MaxPositions, double RmsNormEps, double RopeTheta, ModelConfig? RopeScaling, bool TiedEmbeddings, bool AttentionBias, bool MlpBias)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static LlamaConfig Read(ModelConfig config)
    {
        if (config.Text("hidden_act", "silu") != "silu") { throw config.Wrong("hidden_act", "silu"); }
        var (hidden, heads) = (config.Size("hidden_size"), config.Size("num_attention_heads"));
        if (!config.Has("head_dim") && hidden % heads != 0) { throw config.Wrong("num_attention_heads", $"a divisor of hidden_size {hidden}"); }
        var headDim = config.Size("head_dim", hidden / heads);
        if (headDim % 2 != 0) { throw config.Wrong("num_attention_heads", "an even head size: rotary positions turn pairs"); }
        var keyValueHeads = config.Size("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) { throw config.Wrong("num_key_value_heads", $"a divisor of num_attention_heads {heads}"); }
        // One object holds base and scaling in newer checkpoints; older ones have two fields.
        var rope = config.Section("rope_parameters");
        return new LlamaConfig(
            config.Size("vocab_size"), hidden, config.Size("intermediate_size"), config.Size("num_hidden_layers"), heads, keyValueHeads, headDim,
            config.Size("max_position_embeddings", 2048), config.Number("rms_norm_eps", 1e-6), (rope ?? config).Number("rope_theta", 10000), rope ?? config.Section("rope_scaling"),
            config.Flag("tie_word_embeddings", false), config.Flag("attention_bias", false), config.Flag("mlp_bias", false));
    }
}

/// <summary>Decoder of the Llama family (Touvron et al. 2023): pre-norm blocks of grouped-query attention with rotary positions and a SwiGLU feed-forward layer.</summary>
public class Llama : CausalModel
{
    private readonly Embedding _embeddings;
    private readonly Block[] _blocks;
    private readonly RmsNorm _norm;
    private readonly Rotary _rotary;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Llama(LlamaConfig config, WeightStore store)
        : base(store)
    {
        Config = config;
        var model = Weights.Root(store, "model", "embed_tokens.weight");
        _embeddings = new Embedding(model / "embed_tokens", config.VocabSize, config.HiddenSize);
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new Block(model / $"layers.{layer}", config))];
        _norm = new RmsNorm(model / "norm", config.HiddenSize, config.RmsNormEps);
        Output = new OutputLayer(config.TiedEmbeddings ? _embeddings.Weight : (model.Outside("model") / "lm_head").Read("weight", config.VocabSize, config.HiddenSize));
        _rotary = new Rotary(config.HeadDim, config.RopeTheta, config.RopeScaling);
    }

    public LlamaConfig Config { get; }

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

    /// <summary>One layer: attention and feed-forward, each behind a norm and beside a residual path.</summary>
    private sealed class Block(Weights weights, LlamaConfig config)
    {
        private readonly RmsNorm _attentionNorm = new(weights / "input_layernorm", config.HiddenSize, config.RmsNormEps);
        private readonly RmsNorm _feedForwardNorm = new(weights / "post_attention_layernorm", config.HiddenSize, config.RmsNormEps);
        private readonly Linear _gate = new(weights / "mlp.gate_proj", config.HiddenSize, config.IntermediateSize, config.MlpBias);
        private readonly Linear _up = new(weights / "mlp.up_proj", config.HiddenSize, config.IntermediateSize, config.MlpBias);
        private readonly Linear _down = new(weights / "mlp.down_proj", config.IntermediateSize, config.HiddenSize, config.MlpBias);

        public GroupedQueryAttention Attention { get; } =
            new(weights / "self_attn", config.HiddenSize, config.Heads, config.KeyValueHeads, config.HeadDim, config.AttentionBias);

        /// <param name="hidden">[batch, seq, hidden]</param>
        public Tensor Forward(Tensor hidden, AttentionPass pass, int layer)
        {
            hidden = hidden + Attention.Forward(_attentionNorm.Forward(hidden), pass, layer);
            var normed = _feedForwardNorm.Forward(hidden);
            return hidden + _down.Forward(nn.functional.silu(_gate.Forward(normed)) * _up.Forward(normed));
        }
    }
}
