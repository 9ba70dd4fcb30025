using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>BERT and mBERT (Devlin et al. 2019).</summary>
public sealed class Bert : EncoderModel
{
    private readonly Embedding _words;
    private readonly Embedding _positions;
    private readonly Embedding _types;
    private readonly LayerNorm _norm;
    private readonly (Linear Dense, LayerNorm Norm, Tensor Bias)? _masked;
    private readonly (Linear Pooler, Linear Output)? _classifier;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public Bert(EncoderConfig config, WeightStore store)
        : base(config, store)
    {
        var bert = Weights.Root(store, "bert", "embeddings.word_embeddings.weight");
        var (hidden, heads) = (config.HiddenSize, bert.Outside("bert"));
        _words = new Embedding(bert / "embeddings.word_embeddings", config.VocabSize, hidden);
        _positions = new Embedding(bert / "embeddings.position_embeddings", config.Positions, hidden);
        _types = new Embedding(bert / "embeddings.token_type_embeddings", config.TokenTypes, hidden);
        _norm = new LayerNorm(bert / "embeddings.LayerNorm", hidden, config.LayerNormEps);
        Encoder = new EncoderLayers(bert / "encoder", config);
        var predictions = heads / "cls.predictions";
        if (predictions.Has("transform.dense.weight"))
        {
            _masked = (new Linear(predictions / "transform.dense", hidden, hidden), new LayerNorm(predictions / "transform.LayerNorm", hidden, config.LayerNormEps),
                predictions.Read(predictions.Has("bias") ? "bias" : "decoder.bias", config.VocabSize));
        }
        if ((heads / "classifier").Has("weight"))
        {
            _classifier = (new Linear(bert / "pooler.dense", hidden, hidden), new Linear(heads / "classifier", hidden, config.Labels));
        }
    }

    public override int MaxPositions => Config.Positions;

    public override bool HasMaskedLanguageModel => _masked is not null;

    public override bool HasClassifier => _classifier is not null;

    protected override EncoderLayers Encoder { get; }

    /// <inheritdoc/>
    public override Tensor MaskedLogits(Tensor hidden)
    {
        var (dense, norm, bias) = _masked ?? throw Missing("masked-language-model head");
        return nn.functional.linear(norm.Forward(nn.functional.gelu(dense.Forward(hidden))), _words.Weight, bias);       // the output matrix is the embeddings'
    }

    /// <inheritdoc/>
    public override Tensor ClassLogits(Tensor hidden, Dropout? dropout = null)
    {
        var (pooler, output) = _classifier ?? throw Missing("sequence classifier");
        var pooled = pooler.Forward(hidden.select(1, 0)).tanh();
        return output.Forward(dropout?.OfHidden(pooled) ?? pooled);
    }

    protected override Tensor Embed(Tensor inputIds, Tensor tokenTypeIds)
    {
        var positions = arange(inputIds.shape[1], dtype: ScalarType.Int64, device: inputIds.device);
        return _norm.Forward(_words.Forward(inputIds) + _types.Forward(tokenTypeIds) + _positions.Forward(positions));
    }
}
