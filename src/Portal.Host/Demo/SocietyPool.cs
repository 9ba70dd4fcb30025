using System.Numerics;
using Portal.Core.Survey;

namespace Portal.Host.Demo;

/// <summary>
/// Synthetic societies, known by their majority answers alone, and what they say about one probe given answers to others:
/// the share of the pool's societies with those answers whose majority chose the first candidate.
/// </summary>
public sealed class SocietyPool
{
    private const int FewestMatches = 40;
    private const double PriorWeight = 2;
    private readonly ulong[][] _firstMajority;     // [probe][society / 64]: bit set = the majority chose the first candidate

    /// <param name="probes">Number of probes.</param>
    /// <param name="count">Number of societies; a multiple of 64.</param>
    /// <param name="draw">The shares of the first candidate in one more synthetic society, per probe.</param>
    public SocietyPool(int probes, int count, Func<double[]> draw)
    {
        if (count % 64 != 0) { throw new ArgumentException($"count is {count}, expected a multiple of 64"); }
        Count = count;
        _firstMajority = [.. Enumerable.Range(0, probes).Select(_ => new ulong[count / 64])];
        for (var society = 0; society < count; society++)
        {
            var shares = draw();
            for (var probe = 0; probe < probes; probe++)
            {
                if (shares[probe] >= 0.5) { _firstMajority[probe][society / 64] |= 1UL << (society % 64); }
            }
        }
        PriorFirst = [.. _firstMajority.Select(bits => bits.Sum(word => (double)BitOperations.PopCount(word)) / count)];
    }

    /// <summary>Number of societies.</summary>
    public int Count { get; }

    /// <summary>Share of all societies whose majority chose the first candidate, per probe.</summary>
    public IReadOnlyList<double> PriorFirst { get; }

    public Side Majority(int society, int probe) => (_firstMajority[probe][society / 64] >> (society % 64) & 1) == 1 ? Side.First : Side.Second;

    /// <summary>
    /// P(first candidate) of each of <paramref name="probes"/> in a society with the given answers. Where fewer than
    /// 40 societies share all of them, those that differ in one count too; two pseudo-societies stand for the prior.
    /// </summary>
    public double[] Posterior(IReadOnlyList<(int Probe, Side Answer)> answers, IReadOnlyList<int> probes)
    {
        var (all, allButOne) = Matches(answers);
        var chosen = all.Sum(BitOperations.PopCount) >= FewestMatches ? all : allButOne;
        double matching = chosen.Sum(BitOperations.PopCount);
        var posterior = new double[probes.Count];
        for (var i = 0; i < probes.Count; i++)
        {
            var bits = _firstMajority[probes[i]];
            var first = 0;
            for (var word = 0; word < chosen.Length; word++) { first += BitOperations.PopCount(chosen[word] & bits[word]); }
            posterior[i] = (first + (PriorWeight * PriorFirst[probes[i]])) / (matching + PriorWeight);
        }
        return posterior;
    }

    private (ulong[] All, ulong[] AllButOne) Matches(IReadOnlyList<(int Probe, Side Answer)> answers)
    {
        var (all, allButOne) = (new ulong[Count / 64], new ulong[Count / 64]);
        Array.Fill(all, ulong.MaxValue);
        foreach (var (probe, answer) in answers)
        {
            var bits = _firstMajority[probe];
            for (var word = 0; word < all.Length; word++)
            {
                var same = answer == Side.First ? bits[word] : ~bits[word];
                allButOne[word] = (allButOne[word] & same) | (all[word] & ~same);
                all[word] &= same;
            }
        }
        for (var word = 0; word < all.Length; word++) { allButOne[word] |= all[word]; }
        return (all, allButOne);
    }
}
