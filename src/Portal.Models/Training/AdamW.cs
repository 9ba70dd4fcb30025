using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Portal.Models.Training;

/// <summary>Hyper-parameters of <see cref="AdamW"/>; the defaults are PyTorch's.</summary>
public sealed record AdamWOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0.01);

/// <summary>AdamW (Loshchilov and Hutter 2019, algorithm 2): Adam with decoupled weight decay, in place on the parameters.</summary>
public sealed partial class AdamW : IDisposable
{
    private readonly AdamWOptions _options;
    private readonly List<Slot> _slots;

    /// <param name="parameters">Leaves that collect gradients, by name.</param>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="decays">Whether a parameter decays; null = all do.</param>
    public AdamW(IEnumerable<KeyValuePair<string, Tensor>> parameters, AdamWOptions options, Func<string, bool>? decays = null)
    {
        _options = options;
        _slots = [.. parameters.Select(entry => new Slot(
            entry.Key, entry.Value, ZerosLike(entry.Value), ZerosLike(entry.Value), zeros([], dtype: ScalarType.Int64).DetachFromDisposeScope(), decays?.Invoke(entry.Key) ?? true))];
    }

    /// <summary>Hugging Face's groups: what is called a bias and the weights of norms do not decay.</summary>
    /// <param name="name">A parameter's checkpoint key.</param>
    public static bool DecaysByDefault(string name) => !BiasOrNorm().IsMatch(name);

    /// <summary>Steps taken so far.</summary>
    public int Steps { get; internal set; }

    /// <summary>Takes one step.</summary>
    /// <param name="gradients">In the parameters' order, of their shapes. Null = the loss does not reach the parameter: it stays, without decay.</param>
    /// <param name="learningRate">Step size of this step.</param>
    public void Step(IReadOnlyList<Tensor?> gradients, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        Steps++;
        for (var i = 0; i < _slots.Count; i++)
        {
            if (gradients[i] is not { } gradient) { continue; }
            var slot = _slots[i];
            var steps = slot.Steps.add_(1).item<long>();
            var correction1 = 1 - Math.Pow(_options.Beta1, steps);
            var correction2 = 1 - Math.Pow(_options.Beta2, steps);
            if (slot.Decays && _options.WeightDecay != 0) { slot.Parameter.mul_(1 - (learningRate * _options.WeightDecay)); }
            slot.Mean.mul_(_options.Beta1).add_(gradient, alpha: 1 - _options.Beta1);
            slot.Variance.mul_(_options.Beta2).addcmul_(gradient, gradient, value: 1 - _options.Beta2);
            var denominator = (slot.Variance.sqrt() / Math.Sqrt(correction2)).add_(_options.Epsilon);
            slot.Parameter.addcdiv_(slot.Mean, denominator, value: -learningRate / correction1);
        }
    }

    /// <summary>The moments by parameter name, and how many steps each parameter took, for a checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _slots.SelectMany(slot => new[]
    {
        KeyValuePair.Create($"mean.{slot.Name}", slot.Mean), KeyValuePair.Create($"variance.{slot.Name}", slot.Variance), KeyValuePair.Create($"steps.{slot.Name}", slot.Steps),
    });

    /// <summary>Puts back what <see cref="State"/> gave.</summary>
    /// <param name="read">The tensor of a name.</param>
    /// <param name="steps">Steps that had been taken.</param>
    public void Restore(Func<string, Tensor> read, int steps)
    {
        using var untracked = no_grad();
        foreach (var (name, moment) in State)
        {
            using var stored = read(name);
            moment.copy_(stored);
        }
        Steps = steps;
    }

    public void Dispose()
    {
        foreach (var (_, tensor) in State) { tensor.Dispose(); }
    }

    private static Tensor ZerosLike(Tensor parameter) => zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();

    [GeneratedRegex(@"bias|layernorm|layer_norm|rmsnorm|(^|\.)(norm|ln_f)(\.|$)|_norm(\.|$)", RegexOptions.IgnoreCase)]
    private static partial Regex BiasOrNorm();

    private sealed record Slot(string Name, Tensor Parameter, Tensor Mean, Tensor Variance, Tensor Steps, bool Decays);
}
