using BenchmarkDotNet.Attributes;
using Portal.Core.Alignment;

namespace Portal.Bench;

/// <summary>chrF++ between all 237 x 237 pairs of the English probes. The baseline compares them pair by pair.</summary>
[MemoryDiagnoser]
public class ChrFAllPairs
{
    private string[] _templates = [];

    [GlobalSetup]
    public void Load() => _templates = [.. ProjectData.EnglishProbes().Select(p => p.Template)];

    [Benchmark(Baseline = true, Description = "pair by pair")]
    public double PairByPair()
    {
        var sum = 0.0;
        foreach (var hypothesis in _templates)
        {
            foreach (var reference in _templates) { sum += ChrF.Score(hypothesis, reference); }
        }
        return sum;
    }

    [Benchmark(Description = "index, interning included")]
    public ChrFIndex Index() => new(_templates);
}
