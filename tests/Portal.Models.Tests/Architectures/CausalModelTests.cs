using System.Globalization;
using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Every causal family against the reference.</summary>
public sealed class CausalModelTests
{
    public static TheoryData<string> Checkpoints => ["llama", "llama-tied", "llama31", "mistral", "bloom", "bloom-6heads", "cohere", "cohere-qknorm"];

    /// <summary>The weights of "llama" in other files: only their logits are stored, under its tolerance.</summary>
    public static TheoryData<string> Storages => ["llama-sharded", "llama-bf16", "llama-fp16"];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Logits_and_inner_values_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        foreach (var name in new[] { "single", "batch" })
        {
            var ids = golden.Input(name, "input_ids");
            var mask = name == "batch" ? golden.Input(name, "attention_mask") : ones_like(ids);
            var inner = new Activations();

            var logits = model.Logits(model.Forward(ids, mask, activations: inner));

            TensorAssert.Close(golden[$"{name}/logits"], logits, golden.ForwardTolerance, $"{name}/logits");
            Assert.All(golden.Names.Where(key => key.StartsWith($"{name}/hidden_states/", StringComparison.Ordinal) || key.StartsWith($"{name}/attentions/", StringComparison.Ordinal)), key =>
            {
                var index = int.Parse(key[(key.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture);
                TensorAssert.Close(golden[key], (key.Contains("hidden", StringComparison.Ordinal) ? inner.HiddenStates : inner.Attentions)[index], golden.ForwardTolerance, key);
            });
        }
        Assert.Contains("single/hidden_states/3", golden.Names);
    }

    [Theory]
    [MemberData(nameof(Storages))]
    public void Shards_and_half_precision_files_give_the_reference_logits(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        var (single, batch) = (golden.Input("single", "input_ids"), golden.Input("batch", "input_ids"));
        TensorAssert.Close(golden["single/logits"], model.Logits(model.Forward(single, ones_like(single))), golden.ForwardTolerance);
        TensorAssert.Close(golden["batch/logits"], model.Logits(model.Forward(batch, golden.Input("batch", "attention_mask"))), golden.ForwardTolerance);
    }

    [Fact]
    public void Names_without_the_usual_prefix_are_found()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("bloom-noprefix");
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        TensorAssert.Close(golden["batch/logits"], model.Logits(model.Forward(golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"))), golden.ForwardTolerance);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Left_padding_and_long_inputs_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        var mask = golden.Input("left_padded", "attention_mask");
        var logits = model.Logits(model.Forward(golden.Input("left_padded", "input_ids"), mask, golden.Input("left_padded", "position_ids")));
        TensorAssert.Close(golden["left_padded/logits"], logits * mask.unsqueeze(-1), golden.ForwardTolerance, "left_padded/logits");
        var ids = golden.Input("long", "input_ids");
        var end = model.Logits(model.Forward(ids, ones_like(ids)).narrow(1, ids.shape[1] - 3, 3));
        TensorAssert.Close(golden["long/logits"], end, golden.ForwardTolerance, "long/logits");
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Loss_and_every_gradient_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        model.RequireGradients();
        var headMask = ones([model.Layers, model.Heads], requires_grad: true);

        var loss = Loss(model, golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"), headMask);

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
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        var importance = zeros([model.Layers, model.Heads]);
        var (ids, mask, labels) = (golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), golden.Input("batch", "labels"));
        for (var i = 0; i < ids.shape[0]; i++)
        {
            var length = mask[i].sum().item<long>();
            var headMask = ones([model.Layers, model.Heads], requires_grad: true);
            Tensor Row(Tensor x) => x.narrow(0, i, 1).narrow(1, 0, length);
            var loss = Loss(model, Row(ids), Row(mask), Row(labels), headMask);
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
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        var headMask = ones([model.Layers, model.Heads]);
        foreach (var (layer, head) in golden.MaskedHeads) { headMask[layer, head] = tensor(0f); }

        var logits = model.Logits(model.Forward(golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), headMask: headMask));

        TensorAssert.Close(golden["batch/heads_masked/logits"], logits, golden.ForwardTolerance);

        // In float64, so that 1e-6 is far above rounding.
        using var wide = ModelFamily.Open<CausalModel>(golden.Folder, ScalarType.Float64);
        Tensor Wide(Tensor? mask) => wide.Logits(wide.Forward(golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), headMask: mask));
        var masked = Wide(headMask);
        wide.Prune([.. Enumerable.Range(0, model.Layers).Select(layer => (IReadOnlyList<bool>)[.. Enumerable.Range(0, model.Heads).Select(head => !golden.MaskedHeads.Contains((layer, head)))])]);
        TensorAssert.Close(masked, Wide(null), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Candidate_log_probabilities_equal_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        var prompt = golden.Input("candidates", "prompt");
        var continuations = golden.Case("candidates").GetProperty("continuations");
        for (var i = 0; i < continuations.GetArrayLength(); i++)
        {
            var continuation = tensor(continuations[i].EnumerateArray().Select(id => id.GetInt64()).ToArray());
            var ids = cat([prompt, continuation.unsqueeze(0)], 1);
            var logProbabilities = model.Logits(model.Forward(ids, ones_like(ids))).log_softmax(-1)[0];
            var scores = logProbabilities.narrow(0, prompt.shape[1] - 1, continuation.shape[0]).gather(-1, continuation.unsqueeze(-1)).squeeze(-1);
            TensorAssert.Close(golden[$"candidates/{i}/token_logprobs"], scores, golden.ForwardTolerance, $"candidate {i}");
            TensorAssert.Close(golden[$"candidates/{i}/sum"], scores.sum(), golden.ForwardTolerance, $"candidate {i}, sum");
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Greedy_decoding_over_the_cache_equals_the_reference(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        foreach (var name in new[] { "greedy", "greedy_left_padded" })
        {
            var ids = golden.Input(name, "input_ids");
            var mask = name == "greedy" ? ones_like(ids) : golden.Input(name, "attention_mask");
            var positions = (mask.cumsum(-1) - 1).masked_fill(mask.eq(0), 1);
            var steps = golden.Case(name).GetProperty("steps").GetInt32();
            using var cache = new KeyValueCache(model.Layers, (int)ids.shape[0], samples: 1, capacity: steps, mask);

            var hidden = model.Forward(ids, mask, positions, cache: cache);
            hidden = hidden.narrow(1, ids.shape[1] - 1, 1);
            var position = positions.narrow(1, ids.shape[1] - 1, 1);
            var continuation = new List<Tensor>();
            for (var step = 0; step < steps; step++)
            {
                var next = model.Logits(hidden).argmax(-1);
                continuation.Add(next);
                position = position + 1;
                if (step + 1 < steps) { hidden = model.Extend(next, position, cache); }
            }

            Assert.Equal(golden[$"{name}/continuation"].data<long>().ToArray(), cat([.. continuation], 1).contiguous().data<long>().ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Samples_that_share_a_prompt_equal_samples_with_a_prompt_each(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        var prompts = golden.Input("batch", "input_ids").narrow(0, 0, 2).narrow(1, 0, 5);
        var next = tensor(new long[] { 7, 200, 31, 5 }).unsqueeze(-1);                            // two samples per prompt
        using var cache = new KeyValueCache(model.Layers, prompts: 2, samples: 2, capacity: 1, ones_like(prompts));
        model.Forward(prompts, ones_like(prompts), cache: cache);

        var shared = model.Logits(model.Extend(next, full_like(next, 5), cache));

        var whole = cat([prompts.repeat_interleave(2, 0), next], 1);
        var separate = model.Logits(model.Forward(whole, ones_like(whole))).narrow(1, 5, 1);
        TensorAssert.Close(separate, shared, golden.ForwardTolerance);                                               // float32, order of accumulation
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Gradients_through_a_shared_prompt_equal_those_of_separate_sequences(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(checkpoint);
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        model.RequireGradients();
        var parameters = model.Parameters.Select(parameter => parameter.Value).ToList();
        var prompts = golden.Input("batch", "input_ids").narrow(0, 0, 2).narrow(1, 0, 5);
        var next = tensor(new long[] { 7, 8, 9, 200, 201, 202, 31, 32, 33, 5, 6, 7 }).view(4, 3);   // two continuations per prompt
        var positions = tensor(new long[] { 5, 6, 7 }).expand(4, 3);
        using var cache = new KeyValueCache(model.Layers, prompts: 2, samples: 2, capacity: 3, ones_like(prompts));
        model.Forward(prompts, ones_like(prompts), cache: cache);
        var shared = model.Logits(model.Extend(next, positions, cache));

        var whole = cat([prompts.repeat_interleave(2, 0), next], 1);
        var separate = model.Logits(model.Forward(whole, ones_like(whole))).narrow(1, 5, 3);

        TensorAssert.Close(separate, shared, 1e-5);                                                 // float32, order of accumulation
        var expected = autograd.grad([separate.square().mean()], parameters);
        var actual = autograd.grad([shared.square().mean()], parameters);
        for (var i = 0; i < parameters.Count; i++) { TensorAssert.Close(expected[i], actual[i], golden.GradientTolerance, $"parameter {i}"); }
    }

    [Fact]
    public void A_visibility_matrix_isolates_queries_that_share_a_context()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("llama");
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        using var untracked = no_grad();
        long[] context = [1, 30, 40], first = [50, 60], second = [70, 80];
        var packed = tensor((long[])[.. context, .. first, .. second]).unsqueeze(0);
        var positions = tensor((long[])[0, 1, 2, 3, 4, 3, 4]).unsqueeze(0);
        var visible = ones([7, 7]).tril();
        for (var row = 5; row < 7; row++)
        {
            for (var column = 3; column < 5; column++) { visible[row, column] = tensor(0f); }
        }

        var logits = model.Logits(model.Forward(packed, visible.unsqueeze(0), positions));

        var alone = tensor((long[])[.. context, .. second]).unsqueeze(0);
        TensorAssert.Close(model.Logits(model.Forward(alone, ones_like(alone))).narrow(1, 3, 2), logits.narrow(1, 5, 2), 1e-5); // float32, order of accumulation
    }

    [Fact]
    public void A_wrong_head_mask_is_named_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("llama");
        using var model = ModelFamily.Open<CausalModel>(golden.Folder);
        var ids = golden.Input("single", "input_ids");

        var error = Assert.Throws<ShapeException>(() => model.Forward(ids, ones_like(ids), headMask: ones([2, 2])));

        Assert.Contains("headMask has shape [2, 2], expected [3, 4]", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Mean cross-entropy of the next token over the labels that are not -100.</summary>
    private static Tensor Loss(CausalModel model, Tensor ids, Tensor mask, Tensor labels, Tensor headMask)
    {
        var logits = model.Logits(model.Forward(ids, mask, headMask: headMask));
        var length = ids.shape[1];
        return nn.functional.cross_entropy(
            logits.narrow(1, 0, length - 1).reshape(-1, model.VocabSize), labels.narrow(1, 1, length - 1).reshape(-1), ignore_index: -100);
    }
}
