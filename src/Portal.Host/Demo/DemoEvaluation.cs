using MathNet.Numerics.Distributions;
using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Host.Demo;

/// <summary>Expected outcome of the alignment study on societies that the teacher has not seen: what says when to stop.</summary>
/// <param name="Misaligned">Expected number of misaligned probes per society.</param>
/// <param name="Improved">Share of them whose alignment rises, in [0, 1].</param>
/// <param name="Decreased">Share whose alignment falls.</param>
/// <param name="Loss">Mean negative log-probability of the majority answer, in nats.</param>
public sealed record ExpectedAlignment(double Misaligned, double Improved, double Decreased, double Loss)
{
    private const int Samples = 10;

    /// <summary>Over ten draws each from the probabilities of the majority answer, without and with demonstrations.</summary>
    public static ExpectedAlignment Of(IReadOnlyList<double> zeroShot, IReadOnlyList<double> aligned, int societies)
    {
        var (misaligned, improved, decreased, loss) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < zeroShot.Count; i++)
        {
            var (before, after) = (Distribution(zeroShot[i]), Distribution(aligned[i]));
            for (var x = 0; x < Samples; x++)
            {
                misaligned += before[x];
                improved += before[x] * after.Skip(x + 1).Sum();
                decreased += before[x] * after.Take(x).Sum();
            }
            loss -= Math.Log(Math.Max(aligned[i], 1e-3));
        }
        return new ExpectedAlignment(misaligned / societies, improved / misaligned, decreased / misaligned, loss / zeroShot.Count);
    }

    private static double[] Distribution(double probability) =>
        [.. Enumerable.Range(0, Samples + 1).Select(k => Binomial.PMF(Math.Clamp(probability, 0, 1), Samples, k))];
}

/// <summary>Asks the network in training about whole societies.</summary>
public sealed class DemoEvaluation(DemoTexts texts, SurveyData survey, ulong seed)
{
    private const int Chunk = 24;
    private readonly DemonstrationSelector _selector = new(texts.Probes, survey);

    public IReadOnlyDictionary<SelectionStrategy, ExpectedAlignment> Evaluate(DemoNetwork network, IReadOnlyList<string> societies, IReadOnlyList<SelectionStrategy> strategies)
    {
        var cells = societies.SelectMany(society => texts.Probes.Where(probe => survey.GroundTruth(society, probe.Id) is not null).Select(probe => (Society: society, Probe: probe))).ToList();
        var zeroShot = Ask(network, cells, _ => []);
        return strategies.ToDictionary(strategy => strategy, strategy => ExpectedAlignment.Of(
            zeroShot, Ask(network, cells, cell => _selector.Select(cell.Probe, cell.Society, strategy, 5, seed)), societies.Count));
    }

    private List<double> Ask(DemoNetwork network, List<(string Society, Probe Probe)> cells, Func<(string Society, Probe Probe), IReadOnlyList<Demonstration>> select)
    {
        var majority = new List<double>(cells.Count);
        var random = SeededRandom.Stream(seed, "evaluation");
        foreach (var chunk in cells.Chunk(Chunk))
        {
            var batch = new DemoBatch([.. chunk.Select(cell => Context(select(cell)))], [], [], [.. chunk.Select(cell =>
                new DemoTarget(texts.Query(texts.Probes.IndexOf(cell.Probe.Id), (Side)random.NextInt(2)), Side.First, 1))]);
            var probabilities = network.AnswerProbabilities(batch);
            for (var i = 0; i < chunk.Length; i++) { majority.Add(probabilities[(2 * i) + (int)survey.GroundTruth(chunk[i].Society, chunk[i].Probe.Id)!.Majority]); }
        }
        return majority;
    }

    private List<int> Context(IReadOnlyList<Demonstration> demonstrations)
    {
        var tokens = new List<int>(texts.Opening);
        for (var i = 0; i < demonstrations.Count; i++)
        {
            tokens.AddRange(texts.Demonstration(texts.Probes.IndexOf(demonstrations[i].Probe.Id), demonstrations[i].Answer, i == demonstrations.Count - 1));
        }
        return tokens;
    }
}
