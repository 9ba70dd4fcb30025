using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>A model and the parameters that it owns, read from a checkpoint or new.</summary>
public abstract class PretrainedModel(WeightStore store) : IDisposable
{
    /// <summary>The parameters by checkpoint key, in the order in which the architecture uses them.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Parameters => store.Parameters;

    /// <summary>Where the parameters live.</summary>
    public Device Device => Parameters.First().Value.device;

    /// <summary>Rows of the token embeddings: ids run from 0 to one less.</summary>
    public abstract int VocabSize { get; }

    /// <summary>Most tokens of a text, or on either side of an encoder-decoder, that the model has positions for.</summary>
    public abstract int MaxPositions { get; }

    /// <summary>Keys that the checkpoint holds and no part of the model reads.</summary>
    public IReadOnlyList<string> UnusedKeys => store.UnusedKeys;

    /// <summary>Refuses ids that the embeddings have no row for, before a device reads them.</summary>
    /// <param name="what">What holds them, for the message.</param>
    /// <exception cref="ArgumentException">Names the id, and those that there are.</exception>
    public void ExpectIds(IEnumerable<int> ids, string what)
    {
        foreach (var id in ids)
        {
            if (id < 0 || id >= VocabSize) { throw new ArgumentException($"{what} has the id {id}; the model's embeddings hold 0 to {VocabSize - 1}"); }
        }
    }

    /// <summary>Makes the parameters collect gradients, or stops them.</summary>
    public void RequireGradients(bool required = true) => store.RequireGradients(required);

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }
}
