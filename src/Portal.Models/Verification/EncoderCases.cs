using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>Cases of encoders: masked tokens, pseudo-log-likelihood, classes.</summary>
internal sealed class EncoderCases(GoldenFolder golden, EncoderModel model, Comparisons comparisons) : GoldenCases(golden, model, comparisons)
{
    protected override IReadOnlyList<(string Name, int Layers, int Heads)> HeadMasks => [("head_mask", model.Config.Layers, model.Config.Heads)];

    protected override string Importance(string headMask) => "head_importance";

    protected override void Forward(string name)
    {
        var (example, inner) = (Example(name), new Activations());
        var hidden = model.Forward(example.Ids, example.Mask, example.Types, activations: inner);
        var logits = OfHead(hidden);
        Comparisons.Forward($"{name}/logits", logits);
        Comparisons.Forward($"{name}/hidden_states", inner.HiddenStates);
        Comparisons.Forward($"{name}/attentions", inner.Attentions);
        Comparisons.Forward($"{name}/last_hidden_state", hidden);
        var tokens = example.Mask.unsqueeze(-1).to(hidden.dtype);
        Comparisons.Forward($"{name}/mean_pooled", (hidden * tokens).sum([1]) / tokens.sum([1]));
        if (example.Labels is not null) { Comparisons.Forward($"{name}/loss", Loss(logits, example.Labels)); }
    }

    protected override void RunOthers()
    {
        Untracked("mask_candidates", MaskCandidates);
        Untracked("pll", PseudoLogLikelihood);
    }

    protected override Tensor Logits(GoldenExample example, IReadOnlyList<Tensor>? headMasks) => OfHead(model.Forward(example.Ids, example.Mask, example.Types, headMasks?[0]));

    protected override GoldenExample Row(GoldenExample batch, int row)
    {
        var length = batch.Mask[row].sum().item<long>();
        Tensor Cut(Tensor x) => x.ndim == 1 ? x.narrow(0, row, 1) : x.narrow(0, row, 1).narrow(1, 0, length);
        return new GoldenExample(Cut(batch.Ids), Cut(batch.Mask), batch.Types is null ? null : Cut(batch.Types), Cut(batch.Labels!));
    }

    private Tensor OfHead(Tensor hidden) => model.HasClassifier ? model.ClassLogits(hidden) : model.MaskedLogits(hidden);

    private void MaskCandidates(string name)
    {
        var ids = Golden.Input(name, "input_ids");
        var logProbabilities = model.MaskedLogits(model.Forward(ids, ones_like(ids))[0, Golden.Number(name, "position")]).log_softmax(-1);
        Comparisons.Forward($"{name}/log_softmax", logProbabilities);
        Comparisons.Forward($"{name}/candidate_logprobs", logProbabilities.index_select(0, Golden.Input(name, "candidates")));
    }

    /// <summary>One token masked at a time, all but the first and the last (Salazar et al. 2020, equation 1).</summary>
    private void PseudoLogLikelihood(string name)
    {
        var ids = Golden.Input(name, "input_ids");
        var count = ids.shape[1] - 2;
        var inner = arange(1, count + 1, dtype: ScalarType.Int64, device: ids.device).unsqueeze(-1);                           // [count, 1]: the place that each row masks
        var rows = ids.repeat_interleave(count, 0).scatter(1, inner, full_like(inner, Golden.Number(name, "mask_token_id")));
        var logProbabilities = model.MaskedLogits(model.Forward(rows, ones_like(rows))).log_softmax(-1);                       // [count, seq, vocabulary]
        var scores = stack(Enumerable.Range(0, (int)count).Select(i => logProbabilities[i, i + 1].index_select(0, ids[0, i + 1].view(1))[0]));
        Comparisons.Forward($"{name}/token_logprobs", scores);
        Comparisons.Forward($"{name}/sum", scores.sum());
    }
}
