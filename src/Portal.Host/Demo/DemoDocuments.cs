using Portal.Core;
using Portal.Core.Survey;

namespace Portal.Host.Demo;

/// <summary>
/// Writes training documents. A document is one synthetic society: it opens with none to ten of the society's majority answers and goes on with questions;
/// their answers are those of a society of which only these demonstrations are known.
/// </summary>
public sealed class DemoDocuments(DemoRecipe recipe, DemoTexts texts, SocietyTeacher teacher)
{
    private readonly double[] _weights = Cumulate([.. teacher.Prior.Select(Uncertainty)]);

    /// <summary>The micro-batch of a step: the same for a seed, whatever was drawn before.</summary>
    /// <param name="index">Number of the micro-batch over the whole training.</param>
    /// <param name="progress">Share of the training done, in [0, 1].</param>
    public DemoBatch Draw(long index, double progress)
    {
        var random = SeededRandom.Stream(recipe.Seed, "document", index);
        var count = DrawCount(random);
        // Questions of one length per micro-batch: little padding.
        var length = Length(DrawProbe(random));
        var contexts = Enumerable.Range(0, recipe.Contexts).Select(_ => DrawContext(random, count, length)).ToList();
        using var scope = TorchSharp.torch.NewDisposeScope();
        var beliefs = count == 0 ? [] : teacher.Beliefs([.. contexts.Select(context => context.Answers)]).data<float>().ToArray();
        var probes = texts.Probes.Count;
        var (ids, demonstrations, kept, queries) = (new List<List<int>>(), new List<(int, int, int, Side)>(), new List<float>(), new List<DemoTarget>());
        for (var c = 0; c < contexts.Count; c++)
        {
            var context = contexts[c];
            var invented = random.NextDouble() < recipe.InventedContexts;
            var tokens = new List<int>(texts.Opening);
            for (var d = 0; d < count; d++)
            {
                var (probe, answer) = context.Answers[d];
                tokens.AddRange(invented ? texts.InventDemonstration(random, d == count - 1) : texts.Demonstration(probe, answer, d == count - 1));
                if (!invented) { demonstrations.Add((c, tokens.Count - 1, probe, answer)); }
            }
            if (!invented) { kept.AddRange(beliefs.AsSpan(c * count * probes, count * probes)); }
            float Belief(int probe) => count == 0 || invented ? teacher.Prior[probe] : beliefs[(((c + 1) * count) - 1) * probes + probe];
            ids.Add(tokens);
            queries.AddRange(ChooseQueries(random, context, length).Select(probe => DrawTarget(random, probe, Belief(probe), progress)));
        }
        return new DemoBatch(ids, demonstrations, [.. kept], queries);
    }

    private int DrawCount(SeededRandom random)
    {
        var draw = random.NextDouble();
        return draw < recipe.ZeroShotShare ? 0
            : draw < recipe.ZeroShotShare + recipe.FiveShare ? 5
            : 1 + random.NextInt(recipe.MostDemonstrations);
    }

    private (int Anchor, (int Probe, Side Answer)[] Answers) DrawContext(SeededRandom random, int count, int length)
    {
        var society = random.NextInt(teacher.Societies);
        int anchor;
        do { anchor = DrawProbe(random); } while (Math.Abs(Length(anchor) - length) > 3);
        var nearest = texts.Nearest(anchor);
        int[] pool = random.NextInt(4) switch
        {
            0 => [.. nearest.Take(count)],
            1 => [.. nearest.Take(2 * count)],
            2 when texts.SameCategory(anchor).Count >= count => [.. texts.SameCategory(anchor)],
            2 => [.. nearest.Take(2 * count)],
            _ => [.. nearest],
        };
        random.Shuffle<int>(pool);
        return (anchor, [.. pool.Take(count).Select(probe => (probe, teacher.Majority(society, probe)))]);
    }

    private List<int> ChooseQueries(SeededRandom random, (int Anchor, (int Probe, Side Answer)[] Answers) context, int length)
    {
        var taken = context.Answers.Select(answer => answer.Probe).Append(context.Anchor).ToHashSet();
        var queries = new List<int> { context.Anchor };
        var category = texts.SameCategory(context.Anchor);
        for (var attempt = 0; queries.Count < recipe.Queries; attempt++)
        {
            var draw = random.NextDouble();
            var probe = draw < 0.35 ? texts.Nearest(context.Anchor)[random.NextInt(16)] : draw < 0.5 ? category[random.NextInt(category.Count)] : DrawProbe(random);
            if (Math.Abs(Length(probe) - length) <= 3 + (attempt / 100) && taken.Add(probe)) { queries.Add(probe); }
        }
        return queries;
    }

    private DemoTarget DrawTarget(SeededRandom random, int probe, float belief, double progress)
    {
        var share = recipe.InventedQueriesFirst + ((recipe.InventedQueriesLast - recipe.InventedQueriesFirst) * progress);
        var query = texts.Query(probe, (Side)random.NextInt(2));
        if (random.NextDouble() < share)
        {
            query = random.NextDouble() < 0.6 ? texts.InventQuery(random) : texts.InventQuery(probe, random);
            belief = 0.5f;
        }
        return new DemoTarget(query, random.NextDouble() < belief ? Side.First : Side.Second, belief);
    }

    private int Length(int probe) => texts.Query(probe, Side.First).Prompt.Length;

    /// <summary>Probes on which societies differ are asked more often.</summary>
    private int DrawProbe(SeededRandom random)
    {
        var place = Array.BinarySearch(_weights, random.NextDouble() * _weights[^1]);
        return Math.Min(place < 0 ? ~place : place, _weights.Length - 1);
    }

    private static double Uncertainty(float first)
    {
        static double Part(double share) => share <= 0 ? 0 : -share * Math.Log(share);
        return 0.1 + Part(first) + Part(1 - first);
    }

    private static double[] Cumulate(double[] weights)
    {
        for (var i = 1; i < weights.Length; i++) { weights[i] += weights[i - 1]; }
        return weights;
    }
}
