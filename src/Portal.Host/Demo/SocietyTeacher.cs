using Portal.Core;
using Portal.Core.Survey;
using static TorchSharp.torch;

namespace Portal.Host.Demo;

/// <summary>
/// What synthetic societies say about every probe, given the answers to some: the share of the pool's societies whose majority chose the first
/// candidate, each society weighted by how well it fits the answers.
/// </summary>
public sealed class SocietyTeacher : IDisposable
{
    /// <summary>Weight of one answer that a society does not share: a society that differs in one is worth a hundredth.</summary>
    private const float Mismatch = 0.01f;
    private const double PriorWeight = 2;
    private readonly float[][] _first;             // [probe][society]: 1 = the majority chose the first candidate
    private readonly Tensor _pool;                 // [societies, probes]
    private readonly Tensor _prior;                // [probes]

    /// <param name="model">Where the societies come from.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="random">The draws.</param>
    public SocietyTeacher(LatentFactorModel model, int count, SeededRandom random)
    {
        Societies = count;
        _first = [.. model.ProbeIds.Select(_ => new float[count])];
        for (var society = 0; society < count; society++)
        {
            var shares = model.Sample(random);
            for (var probe = 0; probe < shares.Length; probe++) { _first[probe][society] = shares[probe] >= 0.5 ? 1 : 0; }
        }
        using var scope = NewDisposeScope();
        _pool = stack(_first.Select(column => tensor(column)), 1).DetachFromDisposeScope();
        _prior = _pool.mean([0]).DetachFromDisposeScope();
        Prior = _prior.data<float>().ToArray();
    }

    public int Societies { get; }

    /// <summary>Share of all societies whose majority chose the first candidate, per probe.</summary>
    public IReadOnlyList<float> Prior { get; }

    public Side Majority(int society, int probe) => _first[probe][society] == 1 ? Side.First : Side.Second;

    /// <summary>Beliefs after the first answer, the first two, and so on.</summary>
    /// <param name="contexts">The answers of each context, in order.</param>
    /// <returns>[answers of all contexts, probes]: P(the majority chose the first candidate)</returns>
    public Tensor Beliefs(IReadOnlyList<(int Probe, Side Answer)[]> contexts)
    {
        using var scope = NewDisposeScope();
        var rows = contexts.Sum(context => context.Length);
        var weights = new float[rows * Societies];
        var row = 0;
        foreach (var context in contexts)
        {
            var before = Enumerable.Repeat(1f, Societies).ToArray().AsSpan();
            foreach (var (probe, answer) in context)
            {
                var (column, wanted) = (_first[probe], answer == Side.First ? 1f : 0f);
                var after = weights.AsSpan(row++ * Societies, Societies);
                for (var society = 0; society < Societies; society++) { after[society] = before[society] * (column[society] == wanted ? 1 : Mismatch); }
                before = after;
            }
        }
        var weight = tensor(weights).view(rows, Societies);
        var beliefs = (weight.matmul(_pool) + (PriorWeight * _prior)) / (weight.sum(1, keepdim: true) + PriorWeight);
        return beliefs.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _pool.Dispose();
        _prior.Dispose();
    }
}
