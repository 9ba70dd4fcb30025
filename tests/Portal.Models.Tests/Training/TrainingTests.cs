using Portal.Core;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

/// <summary>Whole optimisation steps against the reference.</summary>
public sealed class TrainingTests
{
    /// <summary>The examples' order, no dropout.</summary>
    private static readonly FineTuningOptions _undisturbed = new() { Shuffle = false, HiddenDropout = 0, AttentionDropout = 0 };

    [GoldenTheory]
    [InlineData("xlmr_plain_adamw", false)]
    [InlineData("xlmr_hf_trainer_style", true)]
    public void Fine_tuning_a_classifier_equals_the_reference(string name, bool asTrainer)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("xlmr-seqcls");
        using var model = golden.OpenModel<EncoderModel>();
        model.RequireGradients();
        var steps = TrainingTasks.Reference(name).GetProperty("steps").EnumerateArray().ToList();
        var examples = steps.SelectMany(step => TrainingTasks.Ids(step.GetProperty("indices"))).Select(index => TrainingTasks.LabelledTexts[index]).ToList();
        var options = _undisturbed with { Epochs = 1, BatchSize = examples.Count / steps.Count, LearningRate = 1e-3, Optimizer = new AdamWOptions() };
        options = asTrainer
            ? options with { WarmUpSteps = 1 }
            : options with { Schedule = Schedule.Constant, GradientNorm = double.PositiveInfinity, DecayBiasesAndNorms = true };
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, examples, options, TrainingTasks.ClassLoss)
        {
            Progress = done =>
            {
                var step = steps[done.Step - 1];
                Assert.Equal(step.GetProperty("lr").GetDouble(), done.LearningRate, 1e-15);
                Assert.Equal(step.GetProperty("loss").GetDouble(), done.Loss, 1e-4);
                Assert.Equal(step.GetProperty("grad_norm_before_clip").GetDouble(), done.GradientNorm, 1e-4 * done.GradientNorm);
                steps[done.Step - 1] = default;
            },
        };

        training.Run();

        Assert.All(steps, step => Assert.Equal(default, step));
        using var untracked = no_grad();
        using var final = SafeTensors.Open(TrainingTasks.ReferenceFile($"{name}_final.safetensors"));
        foreach (var (key, parameter) in model.Parameters)
        {
            // The true gradient of a key's bias is zero: Adam makes steps of its rounding noise.
            if (key.EndsWith("attention.self.key.bias", StringComparison.Ordinal)) { continue; }
            TensorAssert.Close(final.Read(key), parameter, 1e-5, key);
        }
    }

    [GoldenFact]
    public void Span_corruption_training_equals_the_reference()
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("mt5");
        using var model = golden.OpenModel<Seq2SeqModel>();
        model.RequireGradients();
        var reference = TrainingTasks.Reference("mt5_adamw");
        int[][] Rows(string field) => [.. reference.GetProperty("batch").GetProperty(field).EnumerateArray().Select(TrainingTasks.Ids)];
        var lengths = Rows("attention_mask").Select(row => row.Sum());
        var examples = Rows("input_ids").Zip(lengths, (ids, length) => ids[..length]).Zip(Rows("labels"), (ids, labels) => (Inputs: ids, Targets: labels.TakeWhile(label => label >= 0).ToArray())).ToList();
        var expected = reference.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("loss").GetDouble()).ToList();
        var options = _undisturbed with
        {
            MaxSteps = expected.Count,
            BatchSize = examples.Count,
            LearningRate = 1e-3,
            Schedule = Schedule.Constant,
            GradientNorm = double.PositiveInfinity,
            DecayBiasesAndNorms = true,
            Optimizer = new AdamWOptions(),
        };
        var losses = new List<double>();
        using var training = new FineTuning<Seq2SeqModel, (int[], int[])>(model, examples, options, TrainingTasks.Seq2SeqLoss) { Progress = done => losses.Add(done.Loss) };

        training.Run();

        using var untracked = no_grad();
        losses.Add(TrainingTasks.Seq2SeqLoss(model, examples, null, new SeededRandom(0)).item<float>());
        Assert.Equal([.. expected, reference.GetProperty("loss_after").GetDouble()], losses, (one, other) => Math.Abs(one - other) <= 2e-3);
        using var final = SafeTensors.Open(TrainingTasks.ReferenceFile("mt5_adamw_final.safetensors"));
        foreach (var (key, parameter) in model.Parameters)
        {
            // Elements with almost no gradient differ by more: 0.2 % of a tensor may.
            var off = (final.Read(key) - parameter.cpu()).abs().gt(1e-5).sum().item<long>();
            Assert.True(off <= Math.Max(1, 0.002 * parameter.NumberOfElements), $"{key}: {off} of {parameter.NumberOfElements} elements differ");
        }
    }

    [Theory]
    [InlineData("roberta.encoder.layer.0.attention.self.key.weight", true)]
    [InlineData("roberta.encoder.layer.0.attention.self.key.bias", false)]
    [InlineData("bert.embeddings.LayerNorm.gamma", false)]
    [InlineData("encoder.block.0.layer.0.layer_norm.weight", false)]
    [InlineData("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", false)]
    [InlineData("model.layers.0.input_layernorm.weight", false)]
    [InlineData("model.layers.0.self_attn.q_norm.weight", false)]
    [InlineData("model.norm.weight", false)]
    [InlineData("transformer.ln_f.weight", false)]
    [InlineData("model.encoder.layernorm_embedding.weight", false)]
    [InlineData("model.embed_tokens.weight", true)]
    [InlineData("classifier.out_proj.weight", true)]
    public void Biases_and_norms_of_every_family_do_not_decay(string name, bool decays) => Assert.Equal(decays, AdamW.DecaysByDefault(name));

    [Fact]
    public void A_parameter_that_the_loss_does_not_reach_stays_and_later_starts_as_if_new()
    {
        using var scope = NewDisposeScope();
        var (late, fresh) = (ones(2), ones(2));
        using var optimizer = new AdamW([new("late", late)], new AdamWOptions());
        using var other = new AdamW([new("fresh", fresh)], new AdamWOptions());
        for (var step = 0; step < 3; step++) { optimizer.Step([null], 0.1); }
        Assert.Equal([1f, 1f], late.data<float>().ToArray());           // weight decay would have changed it

        optimizer.Step([tensor(new[] { 0.5f, -2f })], 0.1);
        other.Step([tensor(new[] { 0.5f, -2f })], 0.1);

        Assert.Equal(fresh.data<float>().ToArray(), late.data<float>().ToArray());
        Assert.NotEqual(1f, late[0].item<float>());
    }

    [Fact]
    public void Spans_are_replaced_as_in_the_reference()
    {
        var reference = TrainingTasks.Reference("span_corruption");
        var corruption = new SpanCorruption(reference.GetProperty("tokenizer_length").GetInt32() - 1, reference.GetProperty("eos").GetInt32());
        Assert.All(reference.GetProperty("examples").EnumerateArray(), example =>
        {
            var (inputs, targets) = corruption.Apply(TrainingTasks.Ids(example.GetProperty("ids")), [.. TrainingTasks.Ids(example.GetProperty("noise_mask")).Select(noise => noise == 1)]);
            Assert.Equal(TrainingTasks.Ids(example.GetProperty("inputs")), inputs);
            Assert.Equal(TrainingTasks.Ids(example.GetProperty("targets")), targets);
        });
    }

    [Fact]
    public void Lengths_are_the_references() => Assert.All(TrainingTasks.Reference("span_corruption").GetProperty("lengths_density_0.15_mean_3").EnumerateArray(), row => Assert.Equal(
        (row.GetProperty("tokens_length").GetInt32(), row.GetProperty("realised_inputs_length").GetInt32(), row.GetProperty("targets_length").GetInt32()),
        new SpanCorruption(383, 1).LengthsFor(row.GetProperty("inputs_length").GetInt32())));

    [Fact]
    public void A_drawn_mask_has_the_density_and_span_length_of_the_objective_and_never_starts_with_noise()
    {
        var corruption = new SpanCorruption(383, 1);
        foreach (var length in new[] { 2, 3, 17, 100, 512 })
        {
            var (noise, spans) = (0.0, 0.0);
            for (var seed = 0UL; seed < 200; seed++)
            {
                var mask = corruption.DrawMask(length, new SeededRandom(seed));
                Assert.Equal(length, mask.Length);
                Assert.False(mask[0]);
                noise += mask.Count(on => on);
                spans += mask.Where((on, i) => on && !mask[i - 1]).Count();
            }
            Assert.Equal(Math.Clamp(Math.Round(0.15 * length), 1, length - 1), noise / 200, 1e-9);
            if (length >= 100) { Assert.Equal(3, noise / spans, 0.25); }       // whole spans
        }
    }

    [Fact]
    public void Masking_tells_the_chosen_tokens_and_leaves_special_ones_alone()
    {
        var masking = new MaskedLanguageModelling(4, 1000, new HashSet<int> { 0, 2 });
        var ids = Enumerable.Range(0, 100_000).Select(i => i % 50 == 0 ? 0 : 10 + (i % 50)).ToArray();
        var (corrupted, labels) = masking.Apply(ids, new SeededRandom(3));
        var chosen = Enumerable.Range(0, ids.Length).Where(i => labels[i] != MaskedLanguageModelling.Ignored).ToList();
        Assert.All(chosen, i => Assert.True(labels[i] == ids[i] && ids[i] != 0));
        Assert.All(Enumerable.Range(0, ids.Length).Except(chosen), i => Assert.Equal(ids[i], corrupted[i]));
        // four standard errors of a share of 98,000 or of 14,700
        Assert.Equal(0.15, chosen.Count / 98_000.0, 0.005);
        Assert.Equal(0.8, chosen.Count(i => corrupted[i] == 4) / (double)chosen.Count, 0.014);
        Assert.Equal(0.1, chosen.Count(i => corrupted[i] == ids[i]) / (double)chosen.Count, 0.01);
    }

    [Theory]
    [InlineData(Schedule.Linear, 0, 0)]
    [InlineData(Schedule.Linear, 5, 0.5)]
    [InlineData(Schedule.Linear, 10, 1)]
    [InlineData(Schedule.Linear, 55, 0.5)]
    [InlineData(Schedule.Linear, 100, 0)]
    [InlineData(Schedule.Cosine, 55, 0.5)]
    [InlineData(Schedule.Cosine, 32.5, 0.85355339)]
    [InlineData(Schedule.Constant, 99, 1)]
    public void Rates_rise_and_fall_as_named(Schedule schedule, double step, double expected) =>
        Assert.Equal(expected, step == Math.Floor(step)
            ? new LearningRate(schedule, 1, 100, 10).At((int)step)
            : new LearningRate(schedule, 1, 200, 20).At((int)(2 * step)), 1e-8);
}
