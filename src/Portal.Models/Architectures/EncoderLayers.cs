using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>Sizes and constants that BERT and RoBERTa checkpoints share, under the names of their <c>config.json</c>.</summary>
public sealed record EncoderConfig(
    int VocabSize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int Positions, int TokenTypes, double LayerNormEps, int PadTokenId, int Labels,
    double HiddenDropout, double AttentionDropout)
{
    /// <param name="epsilon">Where the file does not say.</param>
    /// <param name="pad">Where the file does not say.</param>
    /// <exception cref="CheckpointException">A field is missing or impossible; the message names it.</exception>
    public static EncoderConfig Read(ModelConfig config, double epsilon, int pad)
    {
        if (config.Text("hidden_act", "gelu") != "gelu") { throw config.Wrong("hidden_act", "gelu"); }
        if (config.Text("position_embedding_type", "absolute") != "absolute") { throw config.Wrong("position_embedding_type", "absolute"); }
        var (hidden, heads) = (config.Size("hidden_size"), config.Size("num_attention_heads"));
        if (hidden % heads != 0) { throw config.Wrong("num_attention_heads", $"a divisor of hidden_size {hidden}"); }
        return new EncoderConfig(
            config.Size("vocab_size"), hidden, config.Size("intermediate_size"), config.Size("num_hidden_layers"), heads, config.Size("max_position_embeddings"),
            config.Size("type_vocab_size", 2), config.Number("layer_norm_eps", epsilon), (int)config.Number("pad_token_id", pad), config.Section("id2label")?.Count ?? config.Size("num_labels", 2),
            config.Number("hidden_dropout_prob", 0.1), config.Number("attention_probs_dropout_prob", 0.1));
    }
}

/// <summary>The layers of BERT (Devlin et al. 2019), which RoBERTa and XLM-R share: post-norm blocks of self-attention and a GELU feed-forward layer.</summary>
public sealed class EncoderLayers
{
    private readonly Block[] _blocks;
    private readonly EncoderConfig _config;

    /// <param name="weights">At <c>encoder</c>.</param>
    public EncoderLayers(Weights weights, EncoderConfig config)
    {
        _config = config;
        _blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => new Block(weights / $"layer.{layer}", config))];
    }

    /// <param name="hidden">Embeddings, [batch, seq, hidden]</param>
    /// <param name="attentionMask">[batch, seq]: 1 = token, 0 = padding</param>
    /// <param name="headMask">[layers, heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="activations">Receives the inner values.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    public Tensor Forward(Tensor hidden, Tensor attentionMask, Tensor? headMask, Activations? activations, Dropout? dropout)
    {
        var (batch, seq) = (hidden.shape[0], hidden.shape[1]);
        headMask?.ExpectShape([_config.Layers, _config.Heads]);
        var hiddenFrom = attentionMask.ExpectShape([batch, seq]).eq(0).view(batch, 1, 1, seq);
        for (var layer = 0; layer < _blocks.Length; layer++)
        {
            activations?.HiddenStates.Add(hidden);
            using var scope = NewDisposeScope();
            hidden = _blocks[layer].Forward(hidden, hiddenFrom, headMask?.select(0, layer), activations?.Attentions, dropout).MoveToOuterDisposeScope();
        }
        activations?.HiddenStates.Add(hidden);
        return hidden;
    }

    /// <summary>Removes heads for good.</summary>
    /// <param name="headMask">[layers][heads]: false = removed.</param>
    public void Prune(IReadOnlyList<IReadOnlyList<bool>> headMask)
    {
        foreach (var (block, keep) in _blocks.Zip(HeadSwitches.Kept(headMask, _config.Layers, _config.Heads))) { block.Attention.Keep(keep); }
    }

    /// <summary>One layer: attention and feed-forward, each added to its input and normed after.</summary>
    private sealed class Block(Weights weights, EncoderConfig config)
    {
        private readonly LayerNorm _attentionNorm = new(weights / "attention.output.LayerNorm", config.HiddenSize, config.LayerNormEps);
        private readonly Linear _up = new(weights / "intermediate.dense", config.HiddenSize, config.IntermediateSize);
        private readonly Linear _down = new(weights / "output.dense", config.IntermediateSize, config.HiddenSize);
        private readonly LayerNorm _feedForwardNorm = new(weights / "output.LayerNorm", config.HiddenSize, config.LayerNormEps);

        public MultiHeadAttention Attention { get; } = new(
            new Linear(weights / "attention.self.query", config.HiddenSize, config.HiddenSize), new Linear(weights / "attention.self.key", config.HiddenSize, config.HiddenSize),
            new Linear(weights / "attention.self.value", config.HiddenSize, config.HiddenSize), new Linear(weights / "attention.output.dense", config.HiddenSize, config.HiddenSize),
            new AttentionCore(config.Heads, config.Heads, config.HiddenSize / config.Heads, 1 / Math.Sqrt((double)config.HiddenSize / config.Heads)));

        public Tensor Forward(Tensor hidden, Tensor hiddenFrom, Tensor? headMask, List<Tensor>? patterns, Dropout? dropout)
        {
            Tensor Drop(Tensor x) => dropout?.OfHidden(x) ?? x;
            hidden = _attentionNorm.Forward(hidden + Drop(Attention.Forward(hidden, hidden, hiddenFrom, headMask: headMask, patterns: patterns, dropout: dropout)));
            return _feedForwardNorm.Forward(hidden + Drop(_down.Forward(nn.functional.gelu(_up.Forward(hidden)))));
        }
    }
}
