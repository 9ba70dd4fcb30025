using System.Text.Json;
using Portal.Core;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

/// <summary>Whole optimisation steps against the reference.</summary>
public sealed class TrainingTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "golden", "training");

    [GoldenTheory]
    [InlineData("xlmr_plain_adamw", false)]
    [InlineData("xlmr_hf_trainer_style", true)]
    public void Fine_tuning_a_classifier_equals_the_reference(string name, bool asTrainer)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open("xlmr-seqcls");
        using var model = golden.OpenModel<EncoderModel>();
        model.RequireGradients();
        var reference = Read(name);
        var parameters = model.Parameters.ToList();
        using var optimizer = new AdamW(parameters, new AdamWOptions(), asTrainer ? AdamW.DecaysByDefault : null);
        var rate = asTrainer ? new LearningRate(Schedule.Linear, 1e-3, Steps: 5, WarmUpSteps: 1) : new LearningRate(Schedule.Constant, 1e-3, Steps: 5);
        var train = reference.GetProperty("train");
        foreach (var step in reference.GetProperty("steps").EnumerateArray())
        {
            using var inner = NewDisposeScope();
            Assert.Equal(step.GetProperty("lr").GetDouble(), rate.At(optimizer.Steps), 1e-15);
            var (ids, mask, labels) = Batch([.. step.GetProperty("indices").EnumerateArray().Select(index => train[index.GetInt32()])], pad: 1, golden.Device);
            var loss = nn.functional.cross_entropy(model.ClassLogits(model.Forward(ids, mask)), labels);
            TensorAssert.Close(tensor(step.GetProperty("loss").GetDouble()), loss, 1e-4, "loss");
            var gradients = autograd.grad([loss], [.. parameters.Select(parameter => parameter.Value)]);
            var norm = Gradients.ClipNorm([.. gradients], asTrainer ? 1 : double.PositiveInfinity);
            Assert.Equal(step.GetProperty("grad_norm_before_clip").GetDouble(), norm, 1e-4 * norm);
            optimizer.Step([.. gradients], rate.At(optimizer.Steps));
        }
        using var untracked = no_grad();
        using var final = SafeTensors.Open(Path.Combine(_folder, $"{name}_final.safetensors"));
        foreach (var (key, parameter) in parameters)
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
        var reference = Read("mt5_adamw");
        var parameters = model.Parameters.ToList();
        using var optimizer = new AdamW(parameters, new AdamWOptions());
        Tensor Input(string field)
        {
            var rows = reference.GetProperty("batch").GetProperty(field);
            return tensor(rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(id => id.GetInt64())).ToArray(), device: golden.Device).view(rows.GetArrayLength(), -1);
        }
        var (ids, mask, labels) = (Input("input_ids"), Input("attention_mask"), Input("labels"));
        Tensor Loss()
        {
            var logits = model.Logits(model.Decode(model.ShiftRight(labels), model.Encode(ids, mask), mask));
            return nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), labels.flatten());
        }
        foreach (var step in reference.GetProperty("steps").EnumerateArray())
        {
            using var inner = NewDisposeScope();
            var loss = Loss();
            TensorAssert.Close(tensor(step.GetProperty("loss").GetDouble()), loss, 2e-3, "loss");
            optimizer.Step([.. autograd.grad([loss], [.. parameters.Select(parameter => parameter.Value)])], 1e-3);
        }
        using var untracked = no_grad();
        TensorAssert.Close(tensor(reference.GetProperty("loss_after").GetDouble()), Loss(), 2e-3, "loss after");
        using var final = SafeTensors.Open(Path.Combine(_folder, "mt5_adamw_final.safetensors"));
        foreach (var (key, parameter) in parameters)
        {
            // Elements with almost no gradient differ by more: 0.2 % of a tensor may.
            var off = (final.Read(key) - parameter.cpu()).abs().gt(1e-5).sum().item<long>();
            Assert.True(off <= Math.Max(1, 0.002 * parameter.NumberOfElements), $"{key}: {off} of {parameter.NumberOfElements} elements differ");
        }
    }

    [Fact]
    public void Spans_are_replaced_as_in_the_reference()
    {
        var reference = Read("span_corruption");
        var corruption = new SpanCorruption(reference.GetProperty("tokenizer_length").GetInt32() - 1, reference.GetProperty("eos").GetInt32());
        Assert.All(reference.GetProperty("examples").EnumerateArray(), example =>
        {
            var (inputs, targets) = corruption.Apply(Ids(example.GetProperty("ids")), [.. Ids(example.GetProperty("noise_mask")).Select(noise => noise == 1)]);
            Assert.Equal(Ids(example.GetProperty("inputs")), inputs);
            Assert.Equal(Ids(example.GetProperty("targets")), targets);
        });
    }

    [Fact]
    public void Lengths_are_the_references() => Assert.All(Read("span_corruption").GetProperty("lengths_density_0.15_mean_3").EnumerateArray(), row => Assert.Equal(
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

    private static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, $"{name}.json"))).RootElement;

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => id.GetInt32() })];

    private static (Tensor Ids, Tensor Mask, Tensor Labels) Batch(IReadOnlyList<JsonElement> examples, long pad, Device device)
    {
        var rows = examples.Select(example => Ids(example.GetProperty("input_ids"))).ToList();
        var width = rows.Max(row => row.Length);
        var ids = tensor(rows.SelectMany(row => row.Select(id => (long)id).Concat(Enumerable.Repeat(pad, width - row.Length))).ToArray(), device: device).view(rows.Count, width);
        var mask = tensor(rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? 1L : 0)).ToArray(), device: device).view(rows.Count, width);
        return (ids, mask, tensor(examples.Select(example => example.GetProperty("label").GetInt64()).ToArray(), device: device));
    }
}
