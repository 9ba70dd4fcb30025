using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Host.Demo;

/// <summary>
/// The decoder with two auxiliary heads that exist during training only. Both read the residual stream at the end of a demonstration: one says which
/// probe it is and how it was answered, the other what is now to be believed about every probe. They bring the use of demonstrations about
/// hundreds of steps into the training instead of many thousands.
/// </summary>
public sealed class DemoNetwork : IDisposable
{
    private readonly DemoRecipe _recipe;
    private readonly WeightStore _heads;
    private readonly Tensor _identity;          // [2 * probes, hidden]
    private readonly Tensor _belief;            // [probes, hidden]
    private readonly Tensor _beliefBias;        // [probes]

    /// <param name="decoder">The model that is kept; owned from now on.</param>
    /// <param name="heads">Parameters of the auxiliary heads; owned from now on.</param>
    public DemoNetwork(DemoRecipe recipe, Llama decoder, WeightStore heads, int probes)
    {
        (_recipe, Decoder, _heads) = (recipe, decoder, heads);
        _identity = heads.Read("identity.weight", [2 * probes, recipe.HiddenSize]);
        _belief = heads.Read("belief.weight", [probes, recipe.HiddenSize]);
        _beliefBias = heads.Read("belief.bias", [probes]);
        decoder.RequireGradients();
        heads.RequireGradients();
    }

    public Llama Decoder { get; }

    /// <summary>All parameters by name, the auxiliary heads' last.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Parameters =>
        Decoder.Parameters.Concat(_heads.Parameters.Select(parameter => KeyValuePair.Create($"auxiliary.{parameter.Key}", parameter.Value)));

    /// <summary>Starts the belief head at the prior, so that it has to learn differences only.</summary>
    /// <param name="prior">P(first) per probe.</param>
    public void StartBeliefsAt(IReadOnlyList<float> prior)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        _beliefBias.copy_(tensor(prior.Select(first => (float)Math.Log((first + 1e-3) / (1 - first + 1e-3))).ToArray()));
    }

    /// <summary>The three losses of a micro-batch.</summary>
    public DemoLoss Loss(DemoBatch batch)
    {
        var (logProbabilities, targets, activations, width) = Run(batch);
        var answer = -(logProbabilities.gather(1, targets.First).squeeze(1) * targets.FirstShare)
            - (logProbabilities.gather(1, targets.Second).squeeze(1) * (1 - targets.FirstShare));
        var total = answer.sum() / (2 * batch.Queries.Count);
        if (batch.Demonstrations.Count == 0) { return new DemoLoss(total, answer, targets.IsFirstToken, null, null); }

        var ends = tensor(batch.Demonstrations.Select(d => ((long)d.Context * width) + d.End).ToArray());
        Tensor At(int layer) => Normed(activations.HiddenStates[layer].reshape(-1, _recipe.HiddenSize).index_select(0, ends));   // [demonstrations, hidden]
        var identity = nn.functional.cross_entropy(
            nn.functional.linear(At(_recipe.IdentityLayer), _identity), tensor(batch.Demonstrations.Select(d => (2L * d.Probe) + (long)d.Answer).ToArray()));
        var beliefs = tensor(batch.Beliefs).view(batch.Demonstrations.Count, -1);
        var belief = nn.functional.binary_cross_entropy_with_logits(nn.functional.linear(At(_recipe.BeliefLayer), _belief, _beliefBias), beliefs);
        return new DemoLoss(total + (_recipe.IdentityWeight * identity) + (_recipe.BeliefWeight * belief), answer, targets.IsFirstToken, identity, belief);
    }

    /// <summary>P(first candidate's first token) and P(second's) at the answer of every question, [queries, 2].</summary>
    public float[] AnswerProbabilities(DemoBatch batch)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var (logProbabilities, targets, _, _) = Run(batch);
        var rows = tensor(targets.IsFirstToken.Select((first, row) => (first, row)).Where(pair => pair.first).Select(pair => (long)pair.row).ToArray());
        return cat([logProbabilities.gather(1, targets.First), logProbabilities.gather(1, targets.Second)], 1).index_select(0, rows).exp().contiguous().data<float>().ToArray();
    }

    public void Dispose()
    {
        Decoder.Dispose();
        _heads.Dispose();
    }

    /// <summary>Contexts once, questions over their keys and values; log-probabilities at the answers' tokens only.</summary>
    private (Tensor LogProbabilities, Targets Targets, Activations Activations, int Width) Run(DemoBatch batch)
    {
        var (prompts, samples) = (batch.Contexts.Count, batch.Queries.Count / batch.Contexts.Count);
        var width = batch.Contexts.Max(context => context.Count);
        var contexts = new long[prompts * width];
        var mask = new long[prompts * width];
        for (var c = 0; c < prompts; c++)
        {
            for (var t = 0; t < batch.Contexts[c].Count; t++) { (contexts[(c * width) + t], mask[(c * width) + t]) = (batch.Contexts[c][t], 1); }
        }
        var targets = Targets.Of(batch.Queries);
        var positions = new long[batch.Queries.Count * targets.Width];
        for (var row = 0; row < batch.Queries.Count; row++)
        {
            for (var t = 0; t < targets.Width; t++) { positions[(row * targets.Width) + t] = batch.Contexts[row / samples].Count + t; }
        }
        var seen = tensor(mask).view(prompts, width);
        var activations = new Activations();
        using var cache = new KeyValueCache(Decoder.Config.Layers, prompts, samples, targets.Width, seen);
        Decoder.Forward(tensor(contexts).view(prompts, width), seen, cache: cache, activations: activations);
        var hidden = Decoder.Extend(tensor(targets.Ids).view(-1, targets.Width), tensor(positions).view(-1, targets.Width), cache);
        var asked = hidden.reshape(-1, _recipe.HiddenSize).index_select(0, tensor(targets.Rows));                 // [answer tokens, hidden]
        return (Decoder.Logits(asked).log_softmax(-1), targets, activations, width);
    }

    private static Tensor Normed(Tensor x) => x * (x.square().mean([-1], keepdim: true) + 1e-5).rsqrt();

    /// <summary>Which token each answer position wants: at the first one a share of both candidates, later the one written.</summary>
    private sealed record Targets(long[] Ids, int Width, long[] Rows, Tensor First, Tensor Second, Tensor FirstShare, bool[] IsFirstToken)
    {
        public static Targets Of(IReadOnlyList<DemoTarget> queries)
        {
            var width = queries.Max(query => query.Query.Prompt.Length + query.Query.Answer(query.Answer).Length - 1);
            var ids = new long[queries.Count * width];
            var (rows, first, second, share, isFirst) = (new List<long>(), new List<long>(), new List<long>(), new List<float>(), new List<bool>());
            for (var row = 0; row < queries.Count; row++)
            {
                var (query, side, belief) = queries[row];
                var answer = query.Answer(side);
                for (var t = 0; t < query.Prompt.Length; t++) { ids[(row * width) + t] = query.Prompt[t]; }
                for (var t = 0; t < answer.Length; t++)
                {
                    if (t > 0) { ids[(row * width) + query.Prompt.Length + t - 1] = answer[t - 1]; }
                    rows.Add((row * width) + query.Prompt.Length + t - 1);
                    var both = t == 0 && query.First[0] != query.Second[0];
                    first.Add(both ? query.First[0] : answer[t]);
                    second.Add(both ? query.Second[0] : answer[t]);
                    share.Add(both ? belief : 1);
                    isFirst.Add(t == 0);
                }
            }
            return new Targets(ids, width, [.. rows], tensor(first.ToArray()).unsqueeze(1), tensor(second.ToArray()).unsqueeze(1), tensor(share.ToArray()), [.. isFirst]);
        }
    }
}

/// <summary>Losses of one micro-batch.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="Answer">[answer tokens]: cross-entropy of each, in nats.</param>
/// <param name="IsFirstToken">Which of them decide between the candidates.</param>
/// <param name="Identity">Cross-entropy of the identity head; null without demonstrations.</param>
/// <param name="Belief">Binary cross-entropy of the belief head; null without demonstrations.</param>
public sealed record DemoLoss(Tensor Total, Tensor Answer, bool[] IsFirstToken, Tensor? Identity, Tensor? Belief);
