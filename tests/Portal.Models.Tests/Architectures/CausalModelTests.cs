using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>Laws of causal models, on the reference checkpoints; that they equal the reference is tested by verifying their folders.</summary>
public sealed class CausalModelTests
{
    public static TheoryData<string> Checkpoints => ["llama", "llama-tied", "llama31", "mistral", "bloom", "bloom-6heads", "cohere", "cohere-qknorm"];

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Removed_heads_give_the_output_of_masked_heads(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<CausalModel>(ScalarType.Float64);                        // so that 1e-6 is far above rounding
        using var untracked = no_grad();
        var stay = golden.HeadsThatStay("head_mask", model.Layers, model.Heads);
        Tensor Logits(Tensor? mask) => model.Logits(model.Forward(golden.Input("batch", "input_ids"), golden.Input("batch", "attention_mask"), headMask: mask));
        var masked = Logits(golden.Mask(stay));

        model.Prune(stay);

        TensorAssert.Close(masked, Logits(null), 1e-6);
        TensorAssert.Close(masked, Logits(golden.Mask(stay)), 1e-6);                                // a mask still counts heads as they were
    }

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Samples_that_share_a_prompt_equal_samples_with_a_prompt_each(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<CausalModel>();
        using var untracked = no_grad();
        var prompts = golden.Input("batch", "input_ids").narrow(0, 0, 2).narrow(1, 0, 5);
        var next = tensor(new long[] { 7, 200, 31, 5 }, device: golden.Device).unsqueeze(-1);                            // two samples per prompt
        using var cache = new KeyValueCache(model.Layers, prompts: 2, samples: 2, capacity: 1, ones_like(prompts));
        model.Forward(prompts, ones_like(prompts), cache: cache);

        var shared = model.Logits(model.Extend(next, full_like(next, 5), cache));

        var whole = cat([prompts.repeat_interleave(2, 0), next], 1);
        var separate = model.Logits(model.Forward(whole, ones_like(whole))).narrow(1, 5, 1);
        TensorAssert.Close(separate, shared, golden.ForwardTolerance);                                               // float32, order of accumulation
    }

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Gradients_through_a_shared_prompt_equal_those_of_separate_sequences(string checkpoint)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<CausalModel>();
        model.RequireGradients();
        var parameters = model.Parameters.Select(parameter => parameter.Value).ToList();
        var prompts = golden.Input("batch", "input_ids").narrow(0, 0, 2).narrow(1, 0, 5);
        var next = tensor(new long[] { 7, 8, 9, 200, 201, 202, 31, 32, 33, 5, 6, 7 }, device: golden.Device).view(4, 3);   // two continuations per prompt
        var positions = tensor(new long[] { 5, 6, 7 }, device: golden.Device).expand(4, 3);
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

    [GoldenFact]
    public void A_visibility_matrix_isolates_queries_that_share_a_context()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("llama");
        using var model = golden.OpenModel<CausalModel>();
        using var untracked = no_grad();
        long[] context = [1, 30, 40], first = [50, 60], second = [70, 80];
        var packed = tensor((long[])[.. context, .. first, .. second], device: golden.Device).unsqueeze(0);
        var positions = tensor((long[])[0, 1, 2, 3, 4, 3, 4], device: golden.Device).unsqueeze(0);
        var visible = ones([7, 7], device: golden.Device).tril();
        for (var row = 5; row < 7; row++)
        {
            for (var column = 3; column < 5; column++) { visible[row, column] = tensor(0f); }
        }

        var logits = model.Logits(model.Forward(packed, visible.unsqueeze(0), positions));

        var alone = tensor((long[])[.. context, .. second], device: golden.Device).unsqueeze(0);
        TensorAssert.Close(model.Logits(model.Forward(alone, ones_like(alone))).narrow(1, 3, 2), logits.narrow(1, 5, 2), 1e-5); // float32, order of accumulation
    }

    [GoldenFact]
    public void A_wrong_head_mask_is_named_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("llama");
        using var model = golden.OpenModel<CausalModel>();
        var ids = golden.Input("single", "input_ids");

        var error = Assert.Throws<ShapeException>(() => model.Forward(ids, ones_like(ids), headMask: ones([2, 2])));

        Assert.Contains("headMask has shape [2, 2], expected [3, 4]", error.Message, StringComparison.Ordinal);
    }
}
