using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a BART checkpoint, under the names of its <c>config.json</c>.</summary>
public sealed record BartConfig(
    int VocabSize, int ModelSize, int EncoderLayers, int DecoderLayers, int EncoderHeads, int DecoderHeads, int EncoderFeedForward, int DecoderFeedForward, int MaxPositions,
    bool ScaledEmbeddings, int PadTokenId, int DecoderStartTokenId, double HiddenDropout, double AttentionDropout)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static BartConfig Read(ModelConfig config)
    {
        if (config.Text("activation_function", "gelu") != "gelu") { throw config.Wrong("activation_function", "gelu"); }
        var size = config.Size("d_model");
        foreach (var field in new[] { "encoder_attention_heads", "decoder_attention_heads" })
        {
            if (size % config.Size(field) != 0) { throw config.Wrong(field, $"a divisor of d_model {size}"); }
        }
        return new BartConfig(
            config.Size("vocab_size"), size, config.Size("encoder_layers"), config.Size("decoder_layers"), config.Size("encoder_attention_heads"),
            config.Size("decoder_attention_heads"), config.Size("encoder_ffn_dim"), config.Size("decoder_ffn_dim"), config.Size("max_position_embeddings", 1024),
            config.Flag("scale_embedding", false), (int)config.Number("pad_token_id", 1), (int)config.Number("decoder_start_token_id", 2), config.Number("dropout", 0.1),
            config.Number("attention_dropout", 0));
    }
}

/// <summary>BART (Lewis et al. 2020): post-norm blocks, learned positions.</summary>
public sealed class Bart : Seq2SeqModel
{
    private const int Offset = 2;           // the first two rows of the position tables stand for nothing
    private readonly Embedding _embeddings;
    private readonly (Embedding Positions, LayerNorm Norm) _source;
    private readonly (Embedding Positions, LayerNorm Norm) _target;
    private readonly EncoderBlock[] _encoder;
    private readonly DecoderBlock[] _decoder;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Bart(BartConfig config, WeightStore store)
        : base(store)
    {
        Config = config;
        var model = Weights.Root(store, "model", "encoder.layernorm_embedding.weight");
        _embeddings = new Embedding(model.FirstOf("shared", "encoder.embed_tokens", "decoder.embed_tokens"), config.VocabSize, config.ModelSize);
        (Embedding, LayerNorm) Positions(Weights side) =>
            (new Embedding(side / "embed_positions", config.MaxPositions + Offset, config.ModelSize), new LayerNorm(side / "layernorm_embedding", config.ModelSize, 1e-5));
        _source = Positions(model / "encoder");
        _encoder = [.. Enumerable.Range(0, config.EncoderLayers).Select(layer => new EncoderBlock(model / $"encoder.layers.{layer}", config))];
        _target = Positions(model / "decoder");
        _decoder = [.. Enumerable.Range(0, config.DecoderLayers).Select(layer => new DecoderBlock(model / $"decoder.layers.{layer}", config))];
        var outside = model.Outside("model");
        Output = new OutputLayer(_embeddings.Weight, outside.Has("final_logits_bias") ? outside.Read("final_logits_bias", 1, config.VocabSize) : null);
    }

    public BartConfig Config { get; }

    public override int VocabSize => Config.VocabSize;

    public override int EncoderLayers => Config.EncoderLayers;

    public override int DecoderLayers => Config.DecoderLayers;

    public override int EncoderHeads => Config.EncoderHeads;

    public override int DecoderHeads => Config.DecoderHeads;

    public override int MaxPositions => Config.MaxPositions;

    public override int DecoderStartTokenId => Config.DecoderStartTokenId;

    public override int PadTokenId => Config.PadTokenId;

    public override OutputLayer Output { get; }

    protected override MultiHeadAttention EncoderAttention(int layer) => _encoder[layer].Attention;

    protected override MultiHeadAttention DecoderAttention(int layer) => _decoder[layer].Attention;

    protected override MultiHeadAttention CrossAttention(int layer) => _decoder[layer].Cross;

    protected override Tensor EmbedSource(Tensor inputIds, Dropout? dropout) => Embed(_source, inputIds, 0, dropout);

    protected override Tensor EmbedTarget(Tensor decoderInputIds, long first, Dropout? dropout) => Embed(_target, decoderInputIds, first, dropout);

    protected override Tensor? EncoderBias(long seq) => null;

    protected override Tensor? DecoderBias(long first, long seq) => null;

    protected override Tensor EncoderLayer(int layer, Tensor hidden, Tensor padding, Tensor? bias, Tensor? headMask, Activations? activations, Dropout? dropout) =>
        _encoder[layer].Forward(hidden, (attention, x) => attention.Forward(x, x, padding, headMask: headMask, patterns: activations?.Attentions, dropout: dropout), dropout);

    protected override Tensor DecoderLayer(
        int layer, Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Func<MultiHeadAttention, Tensor, Tensor> attendToSource, Dropout? dropout) =>
        _decoder[layer].Forward(hidden, attend, attendToSource, dropout);

    protected override Tensor EncoderEnd(Tensor hidden, Dropout? dropout) => hidden;

    protected override Tensor DecoderEnd(Tensor hidden, Dropout? dropout) => hidden;

    private static Tensor Drop(Tensor x, Dropout? dropout) => dropout?.OfHidden(x) ?? x;

    /// <param name="first">Position of the first id; padding counts like any token.</param>
    private Tensor Embed((Embedding Positions, LayerNorm Norm) side, Tensor ids, long first, Dropout? dropout)
    {
        var words = _embeddings.Forward(ids) * (Config.ScaledEmbeddings ? Math.Sqrt(Config.ModelSize) : 1);
        var positions = arange(first + Offset, first + Offset + ids.shape[1], dtype: ScalarType.Int64, device: ids.device);
        return Drop(side.Norm.Forward(words + side.Positions.Forward(positions)), dropout);
    }

    private static MultiHeadAttention NewAttention(Weights weights, BartConfig config, int heads)
    {
        var size = config.ModelSize;
        return new MultiHeadAttention(
            new Linear(weights / "q_proj", size, size), new Linear(weights / "k_proj", size, size), new Linear(weights / "v_proj", size, size), new Linear(weights / "out_proj", size, size),
            new AttentionCore(heads, heads, size / heads, 1 / Math.Sqrt((double)size / heads)));
    }

    /// <summary>The feed-forward layer and the norm after its residual path.</summary>
    private sealed class FeedForward(Weights weights, int size, int inner)
    {
        private readonly Linear _up = new(weights / "fc1", size, inner);
        private readonly Linear _down = new(weights / "fc2", inner, size);
        private readonly LayerNorm _norm = new(weights / "final_layer_norm", size, 1e-5);

        public Tensor Forward(Tensor hidden, Dropout? dropout) => _norm.Forward(hidden + Drop(_down.Forward(nn.functional.gelu(_up.Forward(hidden))), dropout));
    }

    private sealed class EncoderBlock(Weights weights, BartConfig config)
    {
        private readonly LayerNorm _norm = new(weights / "self_attn_layer_norm", config.ModelSize, 1e-5);
        private readonly FeedForward _feedForward = new(weights, config.ModelSize, config.EncoderFeedForward);

        public MultiHeadAttention Attention { get; } = NewAttention(weights / "self_attn", config, config.EncoderHeads);

        public Tensor Forward(Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Dropout? dropout) =>
            _feedForward.Forward(_norm.Forward(hidden + Drop(attend(Attention, hidden), dropout)), dropout);
    }

    private sealed class DecoderBlock(Weights weights, BartConfig config)
    {
        private readonly LayerNorm _norm = new(weights / "self_attn_layer_norm", config.ModelSize, 1e-5);
        private readonly LayerNorm _crossNorm = new(weights / "encoder_attn_layer_norm", config.ModelSize, 1e-5);
        private readonly FeedForward _feedForward = new(weights, config.ModelSize, config.DecoderFeedForward);

        public MultiHeadAttention Attention { get; } = NewAttention(weights / "self_attn", config, config.DecoderHeads);

        public MultiHeadAttention Cross { get; } = NewAttention(weights / "encoder_attn", config, config.DecoderHeads);

        public Tensor Forward(Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Func<MultiHeadAttention, Tensor, Tensor> attendToSource, Dropout? dropout)
        {
            hidden = _norm.Forward(hidden + Drop(attend(Attention, hidden), dropout));
            hidden = _crossNorm.Forward(hidden + Drop(attendToSource(Cross, hidden), dropout));
            return _feedForward.Forward(hidden, dropout);
        }
    }
}
