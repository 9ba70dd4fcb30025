using Portal.Models.Architectures;
using Portal.Models.Generation;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>Cases of encoder-decoders: given decoder inputs, long inputs, greedy decoding over the cache, candidates.</summary>
internal sealed class Seq2SeqCases(GoldenFolder golden, Seq2SeqModel model, Comparisons comparisons) : GoldenCases(golden, model, comparisons)
{
    protected override IReadOnlyList<(string Name, int Layers, int Heads)> HeadMasks =>
    [
        ("head_mask", model.EncoderLayers, model.EncoderHeads), ("decoder_head_mask", model.DecoderLayers, model.DecoderHeads), ("cross_attn_head_mask", model.DecoderLayers, model.DecoderHeads),
    ];

    protected override string Importance(string headMask) => $"importance_{headMask}";

    protected override void Forward(string name)
    {
        var (example, encoder, decoder) = (Example(name), new Activations(), new Activations());
        var decoderIds = example.Labels is null ? Golden.Input(name, "decoder_input_ids") : model.ShiftRight(example.Labels);
        var encoded = model.Encode(example.Ids, example.Mask, activations: encoder);
        var logits = model.Logits(model.Decode(decoderIds, encoded, example.Mask, activations: decoder));
        Comparisons.Ids($"{name}/decoder_input_ids", decoderIds);
        Comparisons.Forward($"{name}/logits", logits);
        Comparisons.Forward($"{name}/encoder_last_hidden_state", encoded);
        Comparisons.Forward($"{name}/encoder_hidden_states", encoder.HiddenStates);
        Comparisons.Forward($"{name}/encoder_attentions", encoder.Attentions);
        Comparisons.Forward($"{name}/decoder_hidden_states", decoder.HiddenStates);
        Comparisons.Forward($"{name}/decoder_attentions", decoder.Attentions);
        Comparisons.Forward($"{name}/cross_attentions", decoder.CrossAttentions);
        if (example.Labels is not null) { Comparisons.Forward($"{name}/loss", Loss(logits, example.Labels)); }
    }

    protected override void RunOthers()
    {
        Untracked("long", Long);
        Untracked("greedy", Greedy);
        Untracked("greedy_batch", Greedy);
        Untracked("candidates", Candidates);
    }

    protected override Tensor Logits(GoldenExample example, IReadOnlyList<Tensor>? headMasks)
    {
        var masks = headMasks is null ? null : new Seq2SeqHeadMask(headMasks[0], headMasks[1], headMasks[2]);
        return model.Logits(model.Decode(model.ShiftRight(example.Labels!), model.Encode(example.Ids, example.Mask, masks), example.Mask, masks));
    }

    /// <summary>The source without its padding, the labels without those that do not count.</summary>
    protected override GoldenExample Row(GoldenExample batch, int row)
    {
        var (length, wanted) = (batch.Mask[row].sum().item<long>(), batch.Labels![row].ne(-100).sum().item<long>());
        Tensor Cut(Tensor x, long end) => x.narrow(0, row, 1).narrow(1, 0, end);
        return new GoldenExample(Cut(batch.Ids, length), Cut(batch.Mask, length), null, Cut(batch.Labels, wanted));
    }

    private void Long(string name)
    {
        var (example, decoderIds) = (Example(name), Golden.Input(name, "decoder_input_ids"));
        var hidden = model.Decode(decoderIds, model.Encode(example.Ids, example.Mask), example.Mask);
        Comparisons.Forward($"{name}/logits", model.Logits(hidden.narrow(1, decoderIds.shape[1] - 3, 3)));
    }

    private void Greedy(string name)
    {
        var (example, steps) = (Example(name), Golden.Number(name, "steps"));
        using var cache = model.Begin(model.Encode(example.Ids, example.Mask), example.Mask, GreedyChoice.Samples, capacity: steps);
        var next = full([GreedyChoice.Samples * example.Ids.shape[0], 1], model.DecoderStartTokenId, dtype: ScalarType.Int64, device: Golden.Device);
        var choice = new GreedyChoice();
        for (var step = 0; step < steps; step++) { next = choice.Take(model.Logits(model.Extend(next, cache))); }
        choice.Compare(Comparisons, name);
    }

    /// <summary>Labels as candidates; a span marks the candidate's own tokens among sentinels and ends.</summary>
    private void Candidates(string name)
    {
        var spans = Golden.Lists(name, "candidate_span");
        var scores = new ContinuationScorer(model).Score([new ScoringRequest(Golden.Lists(name, "input_ids")[0], Golden.Lists(name, "labels"))])[0];
        foreach (var (i, score) in scores.Index())
        {
            var tokens = tensor(score);
            var span = tokens.narrow(0, spans[i][0], spans[i][1] - spans[i][0]);
            Comparisons.Forward($"{name}/{i}/token_logprobs", tokens);
            Comparisons.Forward($"{name}/{i}/sum_all", tokens.sum());
            Comparisons.Forward($"{name}/{i}/mean_all", tokens.mean());
            Comparisons.Forward($"{name}/{i}/sum_span", span.sum());
            Comparisons.Forward($"{name}/{i}/mean_span", span.mean());
        }
    }
}
