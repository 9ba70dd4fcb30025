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

    /// <summary>Makes the parameters collect gradients, or stops them.</summary>
    public void RequireGradients(bool required = true) => store.RequireGradients(required);

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }
}
