using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>A bidirectional encoder with the heads that its checkpoint has: masked language model, sequence classifier, or neither.</summary>
public abstract class EncoderModel(EncoderConfig config, WeightStore store) : PretrainedModel(store)
{
    public EncoderConfig Config => config;

    public override int VocabSize => config.VocabSize;

    /// <summary>Whether the checkpoint has a head for masked tokens.</summary>
    public abstract bool HasMaskedLanguageModel { get; }

    /// <summary>Whether the checkpoint has a head for whole texts.</summary>
    public abstract bool HasClassifier { get; }

    /// <summary>The layers.</summary>
    protected abstract EncoderLayers Encoder { get; }

    /// <summary>Hidden states of the last layer.</summary>
    /// <param name="inputIds">[batch, seq], int64</param>
    /// <param name="attentionMask">[batch, seq]: 1 = token, 0 = padding</param>
    /// <param name="tokenTypeIds">[batch, seq], int64; null = 0</param>
    /// <param name="headMask">[layers, heads]: 1 = on, 0 = off; null = all on</param>
    /// <param name="activations">Receives the inner values.</param>
    /// <param name="dropout">Dropout while training; null = evaluation.</param>
    /// <returns>[batch, seq, hidden]</returns>
    /// <exception cref="ShapeException">An argument does not fit; the message names it and both shapes.</exception>
    public Tensor Forward(
        Tensor inputIds, Tensor attentionMask, Tensor? tokenTypeIds = null, Tensor? headMask = null, Activations? activations = null, Dropout? dropout = null)
    {
        inputIds.ExpectShape([-1, -1]);
        var embedded = Embed(inputIds, tokenTypeIds?.ExpectShape(inputIds.shape) ?? zeros_like(inputIds));
        return Encoder.Forward(dropout?.OfHidden(embedded) ?? embedded, attentionMask, headMask, activations, dropout);
    }

    /// <summary>The masked-language-model head.</summary>
    /// <param name="hidden">[..., hidden]</param>
    /// <returns>[..., vocabulary]</returns>
    /// <exception cref="CheckpointException">The checkpoint has no such head.</exception>
    public abstract Tensor MaskedLogits(Tensor hidden);

    /// <summary>The sequence classifier.</summary>
    /// <param name="hidden">[batch, seq, hidden]</param>
    /// <returns>[batch, labels]</returns>
    /// <exception cref="CheckpointException">The checkpoint has no such head.</exception>
    public abstract Tensor ClassLogits(Tensor hidden, Dropout? dropout = null);

    /// <summary>Removes heads for good: the output is that of a mask with zeros there, and faster.</summary>
    /// <param name="headMask">[layers][heads]: false = removed.</param>
    public void Prune(IReadOnlyList<IReadOnlyList<bool>> headMask) => Encoder.Prune(headMask);

    /// <returns>[batch, seq, hidden]</returns>
    protected abstract Tensor Embed(Tensor inputIds, Tensor tokenTypeIds);

    /// <summary>Which head was asked for and is not there.</summary>
    protected static CheckpointException Missing(string head) => new($"the checkpoint has no {head}; open one that was trained with it");
}
