using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>Owns the parameters of one model, by checkpoint key, in the order in which the architecture first read them.</summary>
public abstract class WeightStore : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>The parameters read so far, in order of first use.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Parameters => _order.Select(name => KeyValuePair.Create(name, _parameters[name]));

    /// <summary>Whether a tensor of this name can be read.</summary>
    public abstract bool Has(string name);

    /// <summary>What stands before <paramref name="name"/> in the only key that ends with it; empty where nothing does, null where no key is known.</summary>
    public virtual string? PrefixOf(string name) => null;

    /// <summary>Keys that the source holds and the architecture never read.</summary>
    public abstract IReadOnlyList<string> UnusedKeys { get; }

    /// <summary>The parameter <paramref name="name"/>: the same tensor at every call.</summary>
    /// <exception cref="CheckpointException">The key is missing or has another shape.</exception>
    public Tensor Read(string name, ReadOnlySpan<long> shape)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            parameter = Create(name, shape).DetachFromDisposeScope();
            _parameters.Add(name, parameter);
            _order.Add(name);
        }
        if (!parameter.shape.AsSpan().SequenceEqual(shape))
        {
            throw new CheckpointException($"'{name}' is used with shape [{string.Join(", ", shape.ToArray())}] and with [{string.Join(", ", parameter.shape)}]");
        }
        return parameter;
    }

    /// <summary>Puts a changed tensor in the place of a parameter that has been read, and frees the old one.</summary>
    internal Tensor Replace(string name, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var old = _parameters[name];
        var changed = change(old).contiguous().DetachFromDisposeScope();
        changed.requires_grad = old.requires_grad;
        _parameters[name] = changed;
        old.Dispose();
        return changed;
    }

    /// <summary>Makes every parameter read so far a leaf that collects gradients, or stops it.</summary>
    public void RequireGradients(bool required = true)
    {
        foreach (var (_, parameter) in Parameters) { parameter.requires_grad = required; }
    }

    protected abstract Tensor Create(string name, ReadOnlySpan<long> shape);

    protected IEnumerable<string> UsedKeys => _order;

    public virtual void Dispose()
    {
        foreach (var parameter in _parameters.Values) { parameter.Dispose(); }
        _parameters.Clear();
        _order.Clear();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Fresh parameters for training from scratch: matrices from N(0, <paramref name="standardDeviation"/>²), norms one, biases zero.</summary>
public sealed class InitialWeights(double standardDeviation, Generator generator) : WeightStore
{
    public override IReadOnlyList<string> UnusedKeys => [];

    public override bool Has(string name) => true;

    protected override Tensor Create(string name, ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        var sizes = shape.ToArray();
        var tensor = sizes.Length > 1 ? randn(sizes, generator: generator) * standardDeviation
            : name.EndsWith("bias", StringComparison.Ordinal) ? zeros(sizes)
            : ones(sizes);
        return tensor.MoveToOuterDisposeScope();
    }
}
