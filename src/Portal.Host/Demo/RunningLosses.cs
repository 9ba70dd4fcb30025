using System.Globalization;

namespace Portal.Host.Demo;

/// <summary>What one micro-batch adds to the log. Differences to the teacher are Kullback-Leibler divergences in nats: 0 is as good as the teacher.</summary>
public sealed record MicroLosses(double Conditioned, int ConditionedCount, double Invented, int InventedCount, double Identity, double Belief, bool HasDemonstrations)
{
    public static MicroLosses Of(DemoBatch batch, DemoLoss loss)
    {
        var answers = loss.Answer.detach().contiguous().data<float>().ToArray();
        var (query, conditioned, conditionedCount, invented, inventedCount) = (0, 0.0, 0, 0.0, 0);
        for (var row = 0; row < answers.Length; row++)
        {
            if (!loss.IsFirstToken[row]) { continue; }
            var first = batch.Queries[query++].First;
            var divergence = answers[row] - Entropy(first);
            if (first == 0.5f) { (invented, inventedCount) = (invented + divergence, inventedCount + 1); }
            else { (conditioned, conditionedCount) = (conditioned + divergence, conditionedCount + 1); }
        }
        var belief = loss.Belief is null ? 0 : loss.Belief.item<float>() - batch.Beliefs.Average(share => Entropy(share));
        return new MicroLosses(conditioned, conditionedCount, invented, inventedCount, loss.Identity?.item<float>() ?? 0, belief, loss.Belief is not null);
    }

    private static double Entropy(float first)
    {
        static double Part(double share) => share <= 0 ? 0 : -share * Math.Log(share);
        return Part(first) + Part(1.0 - first);
    }
}

/// <summary>Means since the last line of the log.</summary>
internal sealed class RunningLosses
{
    private readonly List<(MicroLosses Losses, double Norm)> _seen = [];

    public void Add(MicroLosses losses, double norm) => _seen.Add((losses, norm));

    public string Take()
    {
        var with = _seen.Where(entry => entry.Losses.HasDemonstrations).Select(entry => entry.Losses).ToList();
        var line = string.Create(CultureInfo.InvariantCulture,
            $"answer {_seen.Sum(e => e.Losses.Conditioned) / _seen.Sum(e => e.Losses.ConditionedCount):F4} invented {_seen.Sum(e => e.Losses.Invented) / Math.Max(1, _seen.Sum(e => e.Losses.InventedCount)):F3} identity {with.Average(l => l.Identity):F3} belief {with.Average(l => l.Belief):F4} norm {_seen.Average(e => e.Norm):F2}");
        _seen.Clear();
        return line;
    }
}
