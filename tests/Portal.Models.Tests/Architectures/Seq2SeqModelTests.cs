using System.Globalization;
using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Every encoder-decoder family against the reference.</summary>
public sealed class Seq2SeqModelTests
{
    public static TheoryData<string> Checkpoints => ["mt5", "bart"];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Logits_and_inner_values_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        foreach (var name in new[] { "single", "batch" })
        {
            var ids = golden.Input(name, "input_ids");
            var mask = name == "batch" ? golden.Input(name, "attention_mask") : ones_like(ids);
            var decoderIds = name == "batch" ? model.ShiftRight(golden.Input(name, "labels")) : golden.Input(name, "decoder_input_ids");
            var (encoder, decoder) = (new Activations(), new Activations());

            var encoded = model.Encode(ids, mask, activations: encoder);
            var logits = model.Logits(model.Decode(decoderIds, encoded, mask, activations: decoder));

            TensorAssert.Close(golden[$"{name}/logits"], logits, golden.ForwardTolerance, $"{name}/logits");
            foreach (var (kind, values) in new[]
            {
                ("encoder_hidden_states", encoder.HiddenStates), ("encoder_attentions", encoder.Attentions), ("decoder_hidden_states", decoder.HiddenStates),
                ("decoder_attentions", decoder.Attentions), ("cross_attentions", decoder.CrossAttentions),
            })
            {
                foreach (var key in golden.Names.Where(key => key.StartsWith($"{name}/{kind}/", StringComparison.Ordinal)))
                {
                    TensorAssert.Close(golden[key], values[int.Parse(key[(key.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture)], golden.ForwardTolerance, key);
                }
            }
        }
        Assert.Contains("single/cross_attentions/2", golden.Names);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Loss_and_every_gradient_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        model.RequireGradients();
        var headMask = AllOn(model, gradients: true);

        var loss = Loss(model, golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"), headMask);

        TensorAssert.Close(golden["batch/loss"], loss, golden.ForwardTolerance, "loss");
        var expected = model.Parameters.Where(parameter => golden.Names.Contains($"batch/grad/{parameter.Key}")).ToList();
        var gradients = autograd.grad([loss], [.. expected.Select(parameter => parameter.Value), headMask.Encoder!, headMask.Decoder!, headMask.Cross!]);
        for (var i = 0; i < expected.Count; i++) { TensorAssert.Close(golden[$"batch/grad/{expected[i].Key}"], gradients[i], golden.GradientTolerance, expected[i].Key); }
        TensorAssert.Close(golden["batch/grad_head_mask"], gradients[^3], golden.GradientTolerance, "encoder head mask");
        TensorAssert.Close(golden["batch/grad_decoder_head_mask"], gradients[^2], golden.GradientTolerance, "decoder head mask");
        TensorAssert.Close(golden["batch/grad_cross_attn_head_mask"], gradients[^1], golden.GradientTolerance, "cross-attention head mask");
        Assert.Equal(golden.Names.Count(name => name.StartsWith("batch/grad/", StringComparison.Ordinal)), expected.Count);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Head_importance_equals_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        var (ids, mask, labels) = (golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"));
        var importance = new Tensor?[3];
        string[] names = ["head_mask", "decoder_head_mask", "cross_attn_head_mask"];
        for (var i = 0; i < ids.shape[0]; i++)
        {
            var (length, wanted) = (mask[i].sum().item<long>(), labels[i].ne(-100).sum().item<long>());
            var headMask = AllOn(model, gradients: true);
            var loss = Loss(model, ids.narrow(0, i, 1).narrow(1, 0, length), mask.narrow(0, i, 1).narrow(1, 0, length), labels.narrow(0, i, 1).narrow(1, 0, wanted), headMask);
            var gradients = autograd.grad([loss], [headMask.Encoder!, headMask.Decoder!, headMask.Cross!]);
            TensorAssert.Close(golden["batch/per_example_loss"][i], loss, golden.ForwardTolerance, $"loss of example {i}");
            for (var which = 0; which < 3; which++)
            {
                TensorAssert.Close(golden[$"batch/per_example_grad_{names[which]}"][i], gradients[which], golden.GradientTolerance, $"{names[which]} of example {i}");
                var share = gradients[which].abs() / ids.shape[0];
                importance[which] = importance[which] is { } sum ? sum + share : share;
            }
        }
        for (var which = 0; which < 3; which++) { TensorAssert.Close(golden[$"batch/importance_{names[which]}"], importance[which]!, golden.GradientTolerance, names[which]); }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Masked_heads_give_the_reference_output_and_removed_heads_the_same(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        bool[][] Stay(string kind, int layers, int heads)
        {
            var stay = Enumerable.Range(0, layers).Select(_ => Enumerable.Repeat(true, heads).ToArray()).ToArray();
            foreach (var (layer, head) in golden.Masked(kind)) { stay[layer][head] = false; }
            return stay;
        }
        static Tensor Mask(bool[][] stay) => tensor(stay.SelectMany(layer => layer).Select(on => on ? 1f : 0f).ToArray()).view(stay.Length, stay[0].Length);
        var (encoder, decoder, cross) = (Stay("head_mask", model.EncoderLayers, model.EncoderHeads), Stay("decoder_head_mask", model.DecoderLayers, model.DecoderHeads),
            Stay("cross_attn_head_mask", model.DecoderLayers, model.DecoderHeads));
        var (ids, attentionMask, labels) = (golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"));
        Tensor Logits(Seq2SeqModel model, Seq2SeqHeadMask? mask) =>
            model.Logits(model.Decode(model.ShiftRight(labels), model.Encode(ids, attentionMask, mask), attentionMask, mask));
        var headMask = new Seq2SeqHeadMask(Mask(encoder), Mask(decoder), Mask(cross));

        TensorAssert.Close(golden["batch/heads_masked/logits"], Logits(model, headMask), golden.ForwardTolerance);

        // In float64, so that 1e-6 is far above rounding.
        using var wide = ModelFamily.Open<Seq2SeqModel>(golden.Folder, ScalarType.Float64);
        var masked = Logits(wide, headMask);
        wide.Prune(encoder, decoder, cross);
        TensorAssert.Close(masked, Logits(wide, null), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Greedy_decoding_over_the_cache_equals_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        foreach (var name in new[] { "greedy", "greedy_batch" })
        {
            var ids = golden.Input(name, "input_ids");
            var mask = name == "greedy" ? ones_like(ids) : golden.Input(name, "attention_mask");
            var steps = golden.Case(name).GetProperty("steps").GetInt32();
            using var cache = model.Begin(model.Encode(ids, mask), mask, samples: 2, capacity: steps);
            var next = full([2 * ids.shape[0], 1], model.DecoderStartTokenId, dtype: ScalarType.Int64);
            var continuation = new List<Tensor>();
            for (var step = 0; step < steps; step++)
            {
                next = model.Logits(model.Extend(next, cache)).argmax(-1);
                continuation.Add(next);
            }

            var rows = cat([.. continuation], 1).contiguous().view(ids.shape[0], 2, steps);
            for (var sample = 0; sample < 2; sample++)
            {
                Assert.Equal(golden[$"{name}/continuation"].data<long>().ToArray(), rows.select(1, sample).contiguous().data<long>().ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Candidate_log_probabilities_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        var ids = golden.Input("candidates", "input_ids");
        var encoded = model.Encode(ids, ones_like(ids));
        var candidates = golden.Case("candidates").GetProperty("labels");
        var spans = golden.Case("candidates").GetProperty("candidate_span");
        for (var i = 0; i < candidates.GetArrayLength(); i++)
        {
            var labels = tensor(candidates[i].EnumerateArray().Select(id => id.GetInt64()).ToArray()).unsqueeze(0);
            var logProbabilities = model.Logits(model.Decode(model.ShiftRight(labels), encoded, ones_like(ids))).log_softmax(-1);
            var scores = logProbabilities.gather(-1, labels.unsqueeze(-1)).squeeze(-1)[0];
            var (begin, end) = (spans[i][0].GetInt32(), spans[i][1].GetInt32());
            TensorAssert.Close(golden[$"candidates/{i}/token_logprobs"], scores, golden.ForwardTolerance, $"candidate {i}");
            TensorAssert.Close(golden[$"candidates/{i}/sum_span"], scores.narrow(0, begin, end - begin).sum(), golden.ForwardTolerance * (end - begin), $"candidate {i}, its tokens");
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Long_inputs_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        var (ids, decoderIds) = (golden.Input("long", "input_ids"), golden.Input("long", "decoder_input_ids"));
        var logits = model.Logits(model.Decode(decoderIds, model.Encode(ids, ones_like(ids)), ones_like(ids)).narrow(1, decoderIds.shape[1] - 3, 3));
        TensorAssert.Close(golden["long/logits"], logits, golden.ForwardTolerance);
    }

    [Fact]
    public void Names_without_the_usual_prefix_are_found()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("bart-noprefix");
        using var model = ModelFamily.Open<Seq2SeqModel>(golden.Folder);
        using var untracked = no_grad();
        var ids = golden.Input("single", "input_ids");
        var logits = model.Logits(model.Decode(golden.Input("single", "decoder_input_ids"), model.Encode(ids, ones_like(ids)), ones_like(ids)));
        TensorAssert.Close(golden["single/logits"], logits, golden.ForwardTolerance);
    }

    private static Seq2SeqHeadMask AllOn(Seq2SeqModel model, bool gradients) => new(
        ones([model.EncoderLayers, model.EncoderHeads], requires_grad: gradients), ones([model.DecoderLayers, model.DecoderHeads], requires_grad: gradients),
        ones([model.DecoderLayers, model.DecoderHeads], requires_grad: gradients));

    private static Tensor Loss(Seq2SeqModel model, Tensor ids, Tensor mask, Tensor labels, Seq2SeqHeadMask headMask)
    {
        var logits = model.Logits(model.Decode(model.ShiftRight(labels), model.Encode(ids, mask, headMask), mask, headMask));
        return nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), labels.flatten());
    }
}
