using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>Collects comparisons with the expected tensors of a golden folder. Values that it does not hold are passed over: folders hold more or fewer.</summary>
internal sealed class Comparisons(GoldenFolder golden)
{
    private readonly HashSet<string> _expected = [.. golden.Names];
    private readonly List<Comparison> _made = [];

    public IReadOnlyList<Comparison> Made => _made;

    /// <summary>Whether a tensor is expected under this name, or any below it.</summary>
    public bool Expects(string name) => _expected.Contains(name) || _expected.Any(expected => expected.StartsWith($"{name}/", StringComparison.Ordinal));

    /// <summary>Logits, losses, hidden states, attention, log-probabilities.</summary>
    /// <param name="name">Case and tensor.</param>
    public void Forward(string name, Tensor actual) => Compare(name, actual, ComparedValues.Forward, golden.ForwardTolerance);

    /// <summary>One tensor per layer, named by its number.</summary>
    public void Forward(string name, IReadOnlyList<Tensor> actual)
    {
        foreach (var (layer, values) in actual.Index()) { Forward($"{name}/{layer}", values); }
    }

    /// <summary>Gradients and what is made of them.</summary>
    public void Gradient(string name, Tensor actual) => Compare(name, actual, ComparedValues.Gradients, golden.GradientTolerance);

    /// <summary>Token ids, exactly.</summary>
    public void Ids(string name, Tensor actual) => Compare(name, actual, ComparedValues.Ids, 0);

    private void Compare(string name, Tensor actual, ComparedValues values, double tolerance)
    {
        if (!_expected.Contains(name)) { return; }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var parts = name.Split('/', 2);
        _made.Add(new Comparison(parts[0], parts[1], values, Deviation(golden[name], actual.detach().cpu()), tolerance));
    }

    private static double Deviation(Tensor expected, Tensor actual) =>
        !expected.shape.SequenceEqual(actual.shape) ? double.PositiveInfinity
        : expected.NumberOfElements == 0 ? 0
        : (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
}
