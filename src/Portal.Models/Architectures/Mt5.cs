using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants of a T5 or mT5 checkpoint, under the names of its <c>config.json</c>.</summary>
public sealed record Mt5Config(
    int VocabSize, int ModelSize, int HeadSize, int FeedForwardSize, int EncoderLayers, int DecoderLayers, int Heads, int Buckets, int MaxDistance, double LayerNormEps,
    bool Gated, bool TiedEmbeddings, int PadTokenId, int DecoderStartTokenId, double DropoutRate)
{
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static Mt5Config Read(ModelConfig config)
    {
        var isMt5 = config.ModelType == "mt5";
        var feedForward = config.Text("feed_forward_proj", isMt5 ? "gated-gelu" : "relu");
        if (feedForward is not ("gated-gelu" or "relu")) { throw config.Wrong("feed_forward_proj", "gated-gelu or relu"); }
        var layers = config.Size("num_layers");
        return new Mt5Config(
            config.Size("vocab_size"), config.Size("d_model"), config.Size("d_kv"), config.Size("d_ff"), layers, config.Size("num_decoder_layers", layers), config.Size("num_heads"),
            config.Size("relative_attention_num_buckets", 32), config.Size("relative_attention_max_distance", 128), config.Number("layer_norm_epsilon", 1e-6),
            feedForward == "gated-gelu", config.Flag("tie_word_embeddings", !isMt5), (int)config.Number("pad_token_id", 0), (int)config.Number("decoder_start_token_id", 0),
            config.Number("dropout_rate", 0.1));
    }
}

/// <summary>
/// T5 (Raffel et al. 2020) and mT5 (Xue et al. 2021): pre-norm blocks, attention without scaling, relative position biases that the first block owns and
/// all blocks use.
/// </summary>
public sealed class Mt5 : Seq2SeqModel
{
    private readonly Embedding _embeddings;
    private readonly EncoderBlock[] _encoder;
    private readonly DecoderBlock[] _decoder;
    private readonly RmsNorm _encoderNorm;
    private readonly RmsNorm _decoderNorm;
    private readonly Embedding _encoderBias;            // [buckets, heads]
    private readonly Embedding _decoderBias;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Mt5(Mt5Config config, WeightStore store)
        : base(store)
    {
        Config = config;
        var model = Weights.Root(store, "", "encoder.final_layer_norm.weight");
        _embeddings = new Embedding(model.FirstOf("shared", "encoder.embed_tokens", "decoder.embed_tokens"), config.VocabSize, config.ModelSize);
        _encoderBias = new Embedding(model / "encoder.block.0.layer.0.SelfAttention.relative_attention_bias", config.Buckets, config.Heads);
        _encoder = [.. Enumerable.Range(0, config.EncoderLayers).Select(layer => new EncoderBlock(model / $"encoder.block.{layer}", config))];
        _encoderNorm = new RmsNorm(model / "encoder.final_layer_norm", config.ModelSize, config.LayerNormEps);
        _decoderBias = new Embedding(model / "decoder.block.0.layer.0.SelfAttention.relative_attention_bias", config.Buckets, config.Heads);
        _decoder = [.. Enumerable.Range(0, config.DecoderLayers).Select(layer => new DecoderBlock(model / $"decoder.block.{layer}", config))];
        _decoderNorm = new RmsNorm(model / "decoder.final_layer_norm", config.ModelSize, config.LayerNormEps);
        Output = config.TiedEmbeddings
            ? new OutputLayer(_embeddings.Weight, scale: 1 / Math.Sqrt(config.ModelSize))
            : new OutputLayer((model / "lm_head").Read("weight", config.VocabSize, config.ModelSize));
    }

    public Mt5Config Config { get; }

    public override int VocabSize => Config.VocabSize;

    public override int EncoderLayers => Config.EncoderLayers;

    public override int DecoderLayers => Config.DecoderLayers;

    public override int EncoderHeads => Config.Heads;

    public override int DecoderHeads => Config.Heads;

    /// <summary>Relative positions have no limit of their own.</summary>
    public override int MaxPositions => int.MaxValue;

    public override int DecoderStartTokenId => Config.DecoderStartTokenId;

    public override int PadTokenId => Config.PadTokenId;

    /// <summary>Which bias a distance has: small distances one each, larger ones logarithmically, all beyond a maximum the same (Raffel et al. 2020, section 2.1).</summary>
    /// <param name="distance">Key's position minus query's.</param>
    /// <param name="bidirectional">Whether keys after the query have buckets of their own: the encoder's have.</param>
    public static long Bucket(long distance, bool bidirectional, int buckets, int maxDistance)
    {
        var offset = 0L;
        if (bidirectional)
        {
            buckets /= 2;
            offset = distance > 0 ? buckets : 0;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(-distance, 0);
        }
        var exact = buckets / 2;
        if (distance < exact) { return offset + distance; }
        // float32 at each step, as the reference computes it
        var logarithm = MathF.Log((float)distance / exact) / (float)Math.Log((double)maxDistance / exact) * (buckets - exact);
        return offset + Math.Min(exact + (long)logarithm, buckets - 1);
    }

    public override OutputLayer Output { get; }

    protected override MultiHeadAttention EncoderAttention(int layer) => _encoder[layer].Attention;

    protected override MultiHeadAttention DecoderAttention(int layer) => _decoder[layer].Attention;

    protected override MultiHeadAttention CrossAttention(int layer) => _decoder[layer].Cross;

    protected override Tensor EmbedSource(Tensor inputIds, Dropout? dropout) => Drop(_embeddings.Forward(inputIds), dropout);

    protected override Tensor EmbedTarget(Tensor decoderInputIds, long first, Dropout? dropout) => Drop(_embeddings.Forward(decoderInputIds), dropout);

    protected override Tensor? EncoderBias(long seq) => Bias(_encoderBias, 0, seq, bidirectional: true);

    protected override Tensor? DecoderBias(long first, long seq) => Bias(_decoderBias, first, seq, bidirectional: false);

    protected override Tensor EncoderLayer(int layer, Tensor hidden, Tensor padding, Tensor? bias, Tensor? headMask, Activations? activations, Dropout? dropout) =>
        _encoder[layer].Forward(hidden, (attention, x) => attention.Forward(x, x, padding, bias, headMask, activations?.Attentions, dropout), dropout);

    protected override Tensor DecoderLayer(
        int layer, Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Func<MultiHeadAttention, Tensor, Tensor> attendToSource, Dropout? dropout) =>
        _decoder[layer].Forward(hidden, attend, attendToSource, dropout);

    protected override Tensor EncoderEnd(Tensor hidden, Dropout? dropout) => Drop(_encoderNorm.Forward(hidden), dropout);

    protected override Tensor DecoderEnd(Tensor hidden, Dropout? dropout) => Drop(_decoderNorm.Forward(hidden), dropout);

    private static Tensor Drop(Tensor x, Dropout? dropout) => dropout?.OfHidden(x) ?? x;

    /// <returns>[1, heads, seq, first + seq]</returns>
    private Tensor Bias(Embedding biases, long first, long seq, bool bidirectional)
    {
        var keys = first + seq;
        var buckets = new long[seq * keys];
        for (var query = 0L; query < seq; query++)
        {
            for (var key = 0L; key < keys; key++) { buckets[(query * keys) + key] = Bucket(key - (first + query), bidirectional, Config.Buckets, Config.MaxDistance); }
        }
        return biases.Forward(tensor(buckets, device: biases.Weight.device).view(seq, keys)).permute(2, 0, 1).unsqueeze(0);
    }

    private static MultiHeadAttention NewAttention(Weights weights, Mt5Config config)
    {
        var inner = config.Heads * config.HeadSize;
        return new MultiHeadAttention(
            new Linear(weights / "q", config.ModelSize, inner, bias: false), new Linear(weights / "k", config.ModelSize, inner, bias: false),
            new Linear(weights / "v", config.ModelSize, inner, bias: false), new Linear(weights / "o", inner, config.ModelSize, bias: false),
            new AttentionCore(config.Heads, config.Heads, config.HeadSize, scale: 1));
    }

    /// <summary>The feed-forward layer behind its norm: GELU-gated (mT5) or ReLU (the first T5).</summary>
    private sealed class FeedForward(Weights weights, Mt5Config config)
    {
        private readonly RmsNorm _norm = new(weights / "layer_norm", config.ModelSize, config.LayerNormEps);
        private readonly Linear _first = new(weights / (config.Gated ? "DenseReluDense.wi_0" : "DenseReluDense.wi"), config.ModelSize, config.FeedForwardSize, bias: false);
        private readonly Linear? _gated = config.Gated ? new(weights / "DenseReluDense.wi_1", config.ModelSize, config.FeedForwardSize, bias: false) : null;
        private readonly Linear _down = new(weights / "DenseReluDense.wo", config.FeedForwardSize, config.ModelSize, bias: false);

        public Tensor Forward(Tensor hidden, Dropout? dropout)
        {
            var normed = _norm.Forward(hidden);
            var inner = _gated is null ? _first.Forward(normed).relu() : _first.Forward(normed).gelu(TorchSharp.Modules.GELU.Approximate.tanh) * _gated.Forward(normed);
            return hidden + Drop(_down.Forward(Drop(inner, dropout)), dropout);
        }
    }

    private sealed class EncoderBlock(Weights weights, Mt5Config config)
    {
        private readonly RmsNorm _norm = new(weights / "layer.0.layer_norm", config.ModelSize, config.LayerNormEps);
        private readonly FeedForward _feedForward = new(weights / "layer.1", config);

        public MultiHeadAttention Attention { get; } = NewAttention(weights / "layer.0.SelfAttention", config);

        public Tensor Forward(Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Dropout? dropout) =>
            _feedForward.Forward(hidden + Drop(attend(Attention, _norm.Forward(hidden)), dropout), dropout);
    }

    private sealed class DecoderBlock(Weights weights, Mt5Config config)
    {
        private readonly RmsNorm _norm = new(weights / "layer.0.layer_norm", config.ModelSize, config.LayerNormEps);
        private readonly RmsNorm _crossNorm = new(weights / "layer.1.layer_norm", config.ModelSize, config.LayerNormEps);
        private readonly FeedForward _feedForward = new(weights / "layer.2", config);

        public MultiHeadAttention Attention { get; } = NewAttention(weights / "layer.0.SelfAttention", config);

        public MultiHeadAttention Cross { get; } = NewAttention(weights / "layer.1.EncDecAttention", config);

        public Tensor Forward(Tensor hidden, Func<MultiHeadAttention, Tensor, Tensor> attend, Func<MultiHeadAttention, Tensor, Tensor> attendToSource, Dropout? dropout)
        {
            hidden = hidden + Drop(attend(Attention, _norm.Forward(hidden)), dropout);
            hidden = hidden + Drop(attendToSource(Cross, _crossNorm.Forward(hidden)), dropout);
            return _feedForward.Forward(hidden, dropout);
        }
    }
}
