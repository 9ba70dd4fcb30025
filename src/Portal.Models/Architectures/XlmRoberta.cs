using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>RoBERTa (Liu et al. 2019) and XLM-R (Conneau et al. 2020).</summary>
public sealed class XlmRoberta : EncoderModel
{
    private readonly Embedding _words;
    private readonly Embedding _positions;
    private readonly Embedding _types;
    private readonly LayerNorm _norm;
    private readonly (Linear Dense, LayerNorm Norm, Tensor Bias)? _masked;
    private readonly (Linear Dense, Linear Output)? _classifier;

    /// <summary>Reads all parameters from <paramref name="store"/> and owns it from then on.</summary>
    /// <exception cref="CheckpointException">A parameter is missing or misshapen.</exception>
    public XlmRoberta(EncoderConfig config, WeightStore store)
        : base(config, store)
    {
        var roberta = Weights.Root(store, "roberta", "embeddings.word_embeddings.weight");
        var (hidden, heads) = (config.HiddenSize, roberta.Outside("roberta"));
        _words = new Embedding(roberta / "embeddings.word_embeddings", config.VocabSize, hidden);
        _positions = new Embedding(roberta / "embeddings.position_embeddings", config.Positions, hidden);
        _types = new Embedding(roberta / "embeddings.token_type_embeddings", config.TokenTypes, hidden);
        _norm = new LayerNorm(roberta / "embeddings.LayerNorm", hidden, config.LayerNormEps);
        Encoder = new EncoderLayers(roberta / "encoder", config);
        var lm = heads / "lm_head";
        if (lm.Has("dense.weight"))
        {
            _masked = (new Linear(lm / "dense", hidden, hidden), new LayerNorm(lm / "layer_norm", hidden, config.LayerNormEps),
                lm.Read(lm.Has("bias") ? "bias" : "decoder.bias", config.VocabSize));
        }
        var classifier = heads / "classifier";
        if (classifier.Has("out_proj.weight"))
        {
            _classifier = (new Linear(classifier / "dense", hidden, hidden), new Linear(classifier / "out_proj", hidden, config.Labels));
        }
    }

    /// <summary>Positions count from the padding id on, which stands for no position.</summary>
    public override int MaxPositions => Config.Positions - Config.PadTokenId - 1;

    public override bool HasMaskedLanguageModel => _masked is not null;

    public override bool HasClassifier => _classifier is not null;

    protected override EncoderLayers Encoder { get; }

    /// <summary>Positions come from the ids, not from the attention mask: padding keeps the padding id, the n-th other token has it plus n.</summary>
    /// <param name="inputIds">[batch, seq]</param>
    /// <returns>[batch, seq], int64</returns>
    public static Tensor PositionIds(Tensor inputIds, int padTokenId)
    {
        var tokens = inputIds.ne(padTokenId).to(ScalarType.Int64);
        return (tokens.cumsum(1) * tokens) + padTokenId;
    }

    /// <inheritdoc/>
    public override Tensor MaskedLogits(Tensor hidden)
    {
        var (dense, norm, bias) = _masked ?? throw Missing("masked-language-model head");
        return nn.functional.linear(norm.Forward(nn.functional.gelu(dense.Forward(hidden))), _words.Weight, bias);       // the output matrix is the embeddings'
    }

    /// <inheritdoc/>
    public override Tensor ClassLogits(Tensor hidden, Dropout? dropout = null)
    {
        var (dense, output) = _classifier ?? throw Missing("sequence classifier");
        Tensor Drop(Tensor x) => dropout?.OfHidden(x) ?? x;
        return output.Forward(Drop(dense.Forward(Drop(hidden.select(1, 0))).tanh()));
    }

    protected override Tensor Embed(Tensor inputIds, Tensor tokenTypeIds) =>
        _norm.Forward(_words.Forward(inputIds) + _types.Forward(tokenTypeIds) + _positions.Forward(PositionIds(inputIds, Config.PadTokenId)));
}
