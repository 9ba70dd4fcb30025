using System.Globalization;
using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Every encoder family against the reference.</summary>
public sealed class EncoderModelTests
{
    public static TheoryData<string> Masked => ["bert-mlm", "xlmr-mlm", "roberta-mlm"];

    public static TheoryData<string> Checkpoints => ["bert-mlm", "xlmr-mlm", "roberta-mlm", "bert-seqcls", "xlmr-seqcls"];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Logits_and_inner_values_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        using var untracked = no_grad();
        foreach (var name in new[] { "single", "batch" })
        {
            var (ids, mask, types) = Inputs(golden, name);
            var inner = new Activations();

            var hidden = model.Forward(ids, mask, types, activations: inner);

            TensorAssert.Close(golden[$"{name}/logits"], Logits(model, hidden), golden.ForwardTolerance, $"{name}/logits");
            Assert.All(golden.Names.Where(key => key.StartsWith($"{name}/hidden_states/", StringComparison.Ordinal) || key.StartsWith($"{name}/attentions/", StringComparison.Ordinal)), key =>
            {
                var index = int.Parse(key[(key.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
                TensorAssert.Close(golden[key], (key.Contains("hidden", StringComparison.Ordinal) ? inner.HiddenStates : inner.Attentions)[index], golden.ForwardTolerance, key);
            });
        }
        Assert.Contains("single/attentions/2", golden.Names);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Loss_and_every_gradient_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        model.RequireGradients();
        var headMask = ones([model.Config.Layers, model.Config.Heads], requires_grad: true);
        var (ids, mask, types) = Inputs(golden, "batch");

        var loss = Loss(model, ids, mask, types, Labels(golden), headMask);

        TensorAssert.Close(golden["batch/loss"], loss, golden.ForwardTolerance, "loss");
        var expected = model.Parameters.Where(parameter => golden.Names.Contains($"batch/grad/{parameter.Key}")).ToList();
        var gradients = autograd.grad([loss], [.. expected.Select(parameter => parameter.Value), headMask]);
        for (var i = 0; i < expected.Count; i++) { TensorAssert.Close(golden[$"batch/grad/{expected[i].Key}"], gradients[i], golden.GradientTolerance, expected[i].Key); }
        TensorAssert.Close(golden["batch/grad_head_mask"], gradients[^1], golden.GradientTolerance, "head mask");
        Assert.Equal(golden.Names.Count(name => name.StartsWith("batch/grad/", StringComparison.Ordinal)), expected.Count);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Head_importance_equals_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        var importance = zeros([model.Config.Layers, model.Config.Heads]);
        var ((ids, mask, types), labels) = (Inputs(golden, "batch"), Labels(golden));
        for (var i = 0; i < ids.shape[0]; i++)
        {
            var length = mask[i].sum().item<long>();
            var headMask = ones([model.Config.Layers, model.Config.Heads], requires_grad: true);
            Tensor Row(Tensor x) => x.ndim == 1 ? x.narrow(0, i, 1) : x.narrow(0, i, 1).narrow(1, 0, length);
            var loss = Loss(model, Row(ids), Row(mask), types is null ? null : Row(types), Row(labels), headMask);
            var gradient = autograd.grad([loss], [headMask])[0];
            TensorAssert.Close(golden["batch/per_example_loss"][i], loss, golden.ForwardTolerance, $"loss of example {i}");
            TensorAssert.Close(golden["batch/per_example_grad_head_mask"][i], gradient, golden.GradientTolerance, $"head mask of example {i}");
            importance = importance + (gradient.abs() / ids.shape[0]);
        }
        TensorAssert.Close(golden["batch/head_importance"], importance, golden.GradientTolerance);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Masked_heads_give_the_reference_output_and_removed_heads_the_same(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        using var untracked = no_grad();
        var stay = Enumerable.Range(0, model.Config.Layers).Select(_ => Enumerable.Repeat(true, model.Config.Heads).ToArray()).ToArray();
        foreach (var (layer, head) in golden.MaskedHeads) { stay[layer][head] = false; }
        var headMask = tensor(stay.SelectMany(layer => layer).Select(on => on ? 1f : 0f).ToArray()).view(model.Config.Layers, model.Config.Heads);
        var (ids, mask, types) = Inputs(golden, "batch");

        var masked = Logits(model, model.Forward(ids, mask, types, headMask));
        TensorAssert.Close(golden["batch/heads_masked/logits"], masked, golden.ForwardTolerance);

        // In float64, so that 1e-6 is far above rounding.
        using var wide = ModelFamily.Open<EncoderModel>(golden.Folder, ScalarType.Float64);
        masked = Logits(wide, wide.Forward(ids, mask, types, headMask));
        wide.Prune(stay);
        TensorAssert.Close(masked, Logits(wide, wide.Forward(ids, mask, types)), 1e-6);
        TensorAssert.Close(masked, Logits(wide, wide.Forward(ids, mask, types, headMask)), 1e-6);   // a mask still counts heads as they were
    }

    [Theory]
    [MemberData(nameof(Masked))]
    public void Log_probabilities_at_a_mask_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        using var untracked = no_grad();
        var ids = golden.Input("mask_candidates", "input_ids");
        var position = golden.Case("mask_candidates").GetProperty("position").GetInt32();
        var candidates = tensor(golden.Case("mask_candidates").GetProperty("candidates").EnumerateArray().Select(id => id.GetInt64()).ToArray());

        var logProbabilities = model.MaskedLogits(model.Forward(ids, ones_like(ids))[0, position]).log_softmax(-1);

        TensorAssert.Close(golden["mask_candidates/log_softmax"], logProbabilities, golden.ForwardTolerance);
        TensorAssert.Close(golden["mask_candidates/candidate_logprobs"], logProbabilities.index_select(0, candidates), golden.ForwardTolerance);
    }

    [Theory]
    [MemberData(nameof(Masked))]
    public void Pseudo_log_likelihood_equals_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        using var untracked = no_grad();
        var ids = golden.Input("pll", "input_ids");
        var count = ids.shape[1] - 2;                                                              // all but the first and the last
        var rows = ids.repeat_interleave(count, 0).contiguous();
        for (var i = 0; i < count; i++) { rows[i, i + 1] = tensor((long)golden.Case("pll").GetProperty("mask_token_id").GetInt32()); }

        var logProbabilities = model.MaskedLogits(model.Forward(rows, ones_like(rows))).log_softmax(-1);   // [count, seq, vocabulary]

        var scores = stack(Enumerable.Range(0, (int)count).Select(i => logProbabilities[i, i + 1].index_select(0, ids[0, i + 1].view(1))[0]));
        TensorAssert.Close(golden["pll/token_logprobs"], scores, golden.ForwardTolerance);
        TensorAssert.Close(golden["pll/sum"], scores.sum(), 6 * golden.ForwardTolerance);           // of six tokens
    }

    [Fact]
    public void Old_names_of_norms_are_found_and_heads_that_nobody_asks_for_are_left_unread()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("bert-legacy");
        using var model = ModelFamily.Open<EncoderModel>(golden.Folder);
        using var untracked = no_grad();
        var (ids, mask, types) = Inputs(golden, "batch");
        TensorAssert.Close(golden["batch/logits"], model.MaskedLogits(model.Forward(ids, mask, types)), golden.ForwardTolerance);
    }

    private static (Tensor Ids, Tensor Mask, Tensor? Types) Inputs(Golden golden, string name)
    {
        var ids = golden.Input(name, "input_ids");
        return (ids, golden.Case(name).TryGetProperty("attention_mask", out _) ? golden.Input(name, "attention_mask") : ones_like(ids),
            golden.Case(name).TryGetProperty("token_type_ids", out _) ? golden.Input(name, "token_type_ids") : null);
    }

    /// <summary>[batch] classes, or [batch, seq] tokens with -100 where none counts.</summary>
    private static Tensor Labels(Golden golden)
    {
        var labels = golden.Case("batch").GetProperty("labels");
        return labels[0].ValueKind == System.Text.Json.JsonValueKind.Array ? golden.Input("batch", "labels") : tensor(labels.EnumerateArray().Select(label => label.GetInt64()).ToArray());
    }

    private static Tensor Logits(EncoderModel model, Tensor hidden) => model.HasClassifier ? model.ClassLogits(hidden) : model.MaskedLogits(hidden);

    private static Tensor Loss(EncoderModel model, Tensor ids, Tensor mask, Tensor? types, Tensor labels, Tensor headMask)
    {
        var logits = Logits(model, model.Forward(ids, mask, types, headMask));
        return nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), labels.flatten());
    }
}
