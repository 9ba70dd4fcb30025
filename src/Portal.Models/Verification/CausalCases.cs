using Portal.Models.Architectures;
using Portal.Models.Generation;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>Cases of causal models: padding on the left, long inputs, greedy decoding over the cache, candidates.</summary>
internal sealed class CausalCases(GoldenFolder golden, CausalModel model, Comparisons comparisons) : GoldenCases(golden, model, comparisons)
{
    protected override IReadOnlyList<(string Name, int Layers, int Heads)> HeadMasks => [("head_mask", model.Layers, model.Heads)];

    protected override string Importance(string headMask) => "head_importance";

    protected override void Forward(string name)
    {
        var (example, inner) = (Example(name), new Activations());
        var hidden = model.Forward(example.Ids, example.Mask, activations: inner);
        var logits = model.Logits(hidden);
        Comparisons.Forward($"{name}/logits", logits);
        Comparisons.Forward($"{name}/hidden_states", inner.HiddenStates);
        Comparisons.Forward($"{name}/attentions", inner.Attentions);
        Comparisons.Forward($"{name}/last_hidden_state", hidden);
        TokenLogProbabilities(name, logits, example);
        if (example.Labels is not null) { Comparisons.Forward($"{name}/loss", Loss(logits, example.Labels)); }
    }

    protected override void RunOthers()
    {
        Untracked("left_padded", LeftPadded);
        Untracked("long", Long);
        Untracked("greedy", Greedy);
        Untracked("greedy_left_padded", Greedy);
        Untracked("candidates", Candidates);
    }

    protected override Tensor Logits(GoldenExample example, IReadOnlyList<Tensor>? headMasks) => model.Logits(model.Forward(example.Ids, example.Mask, headMask: headMasks?[0]));

    /// <summary>Of the next token.</summary>
    protected override Tensor Loss(Tensor logits, Tensor labels) =>
        base.Loss(logits.narrow(1, 0, labels.shape[1] - 1).contiguous(), labels.narrow(1, 1, labels.shape[1] - 1));

    protected override GoldenExample Row(GoldenExample batch, int row)
    {
        var length = batch.Mask[row].sum().item<long>();
        Tensor Cut(Tensor x) => x.narrow(0, row, 1).narrow(1, 0, length);
        return new GoldenExample(Cut(batch.Ids), Cut(batch.Mask), null, Cut(batch.Labels!));
    }

    /// <summary>log p of each next token, zero where it or the one before is padding.</summary>
    private void TokenLogProbabilities(string name, Tensor logits, GoldenExample example)
    {
        var length = example.Ids.shape[1] - 1;
        var next = example.Ids.narrow(1, 1, length).unsqueeze(-1);
        var both = example.Mask.narrow(1, 0, length) * example.Mask.narrow(1, 1, length);
        var scores = logits.narrow(1, 0, length).log_softmax(-1).gather(-1, next).squeeze(-1).masked_fill(both.eq(0), 0);
        Comparisons.Forward($"{name}/token_logprobs", scores);
        Comparisons.Forward($"{name}/sum_logprob", scores.sum([-1]));
    }

    /// <summary>Padding in front: positions are given, but for BLOOM, which counts them from the mask.</summary>
    private void LeftPadded(string name)
    {
        var example = Example(name);
        var logits = model.Logits(model.Forward(example.Ids, example.Mask, model is Bloom ? null : Golden.Input(name, "position_ids")));
        Comparisons.Forward($"{name}/logits", logits.masked_fill(example.Mask.eq(0).unsqueeze(-1), 0));
        TokenLogProbabilities(name, logits, example);
    }

    private void Long(string name)
    {
        var ids = Golden.Input(name, "input_ids");
        Comparisons.Forward($"{name}/logits", model.Logits(model.Forward(ids, ones_like(ids)).narrow(1, ids.shape[1] - 3, 3)));
    }

    private void Greedy(string name)
    {
        var (example, steps) = (Example(name), Golden.Number(name, "steps"));
        var positions = (example.Mask.cumsum(-1) - 1).masked_fill(example.Mask.eq(0), 1);
        var last = example.Ids.shape[1] - 1;
        using var cache = new KeyValueCache(model.Layers, (int)example.Ids.shape[0], GreedyChoice.Samples, capacity: steps, example.Mask);
        var first = model.Forward(example.Ids, example.Mask, positions, cache: cache).narrow(1, last, 1);
        var position = positions.narrow(1, last, 1).repeat_interleave(GreedyChoice.Samples, 0);
        var choice = new GreedyChoice();
        var next = choice.Take(model.Logits(first.repeat_interleave(GreedyChoice.Samples, 0)));
        for (var step = 1; step < steps; step++) { next = choice.Take(model.Logits(model.Extend(next, position + step, cache))); }
        choice.Compare(Comparisons, name);
    }

    private void Candidates(string name)
    {
        var continuations = Golden.Lists(name, "continuations");
        var scores = new ContinuationScorer(model).Score([new ScoringRequest(Golden.Lists(name, "prompt")[0], continuations)])[0];
        foreach (var (i, score) in scores.Index())
        {
            var tokens = tensor(score);
            Comparisons.Forward($"{name}/{i}/token_logprobs", tokens);
            Comparisons.Forward($"{name}/{i}/sum", tokens.sum());
            Comparisons.Forward($"{name}/{i}/mean", tokens.mean());
        }
    }
}
