using Portal.Models.Architectures;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

public sealed class FineTuningTests
{
    private static readonly FineTuningOptions _options = new() { MaxSteps = 12, BatchSize = 5, Accumulation = 2, LearningRate = 1e-3, WarmUpSteps = 2 };

    [Fact]
    public void Every_epoch_has_each_example_once_in_an_order_of_its_own()
    {
        var order = new ExampleOrder(_options, 12);
        Assert.Equal((2, 12), (order.StepsPerEpoch, order.Steps));
        Assert.Equal(6, new ExampleOrder(_options with { MaxSteps = null }, 12).Steps);
        var epochs = Enumerable.Range(0, 3).Select(epoch => Enumerable.Range(0, 2).SelectMany(step => order.MicroBatches((2 * epoch) + step)).ToList()).ToList();
        Assert.All(epochs, micros => Assert.Equal([5, 5, 2], micros.Select(micro => micro.Count)));
        Assert.All(epochs, micros => Assert.Equal(Enumerable.Range(0, 12), micros.SelectMany(micro => micro).Order()));
        for (var epoch = 0; epoch < 3; epoch++) { Assert.Equal(ExampleOrder.Permutation(42, epoch, 12), epochs[epoch].SelectMany(micro => micro)); }
        Assert.Equal(4, new[] { (42UL, 0), (42UL, 1), (42UL, 2), (43UL, 0) }.Select(key => string.Join(' ', ExampleOrder.Permutation(key.Item1, key.Item2, 12))).Distinct().Count());
        Assert.Equal(order.MicroBatches(5), new ExampleOrder(_options, 12).MicroBatches(5));
    }

    [Fact]
    public void Equal_micro_batches_give_the_gradient_of_the_large_batch()
    {
        (List<TrainingStep> Steps, Dictionary<string, float[]> First) Run(int batch, int accumulation)
        {
            var (steps, first) = (new List<TrainingStep>(), new Dictionary<string, float[]>());
            Train(_options with { MaxSteps = 4, BatchSize = batch, Accumulation = accumulation, HiddenDropout = 0, AttentionDropout = 0 }, steps.Add, (name, gradient) => first.TryAdd(name, Values(gradient)));
            return (steps, first);
        }
        var (large, small) = (Run(6, 1), Run(2, 3));
        Assert.Equal(Run(12, 1).Steps, Run(12, 2).Steps);           // a step that has one micro-batch only
        Assert.Equal(large.First.Keys, small.First.Keys);
        Assert.All(large.First, entry => Assert.Equal(entry.Value, small.First[entry.Key], (one, other) => Math.Abs(one - other) < 1e-5));
        Assert.Equal(large.Steps.Select(step => step.Loss), small.Steps.Select(step => step.Loss), (one, other) => Math.Abs(one - other) < 1e-5);
        Assert.Equal(large.Steps.Select(step => step.GradientNorm), small.Steps.Select(step => step.GradientNorm), (one, other) => Math.Abs(one - other) < 1e-4 * one);
    }

    [Fact]
    public void Dropout_follows_the_seed_and_is_off_without_rates()
    {
        double[] Losses(FineTuningOptions options)
        {
            var losses = new List<double>();
            Train(options with { MaxSteps = 3, Shuffle = false }, step => losses.Add(step.Loss));
            return [.. losses];
        }
        var dropped = Losses(_options);
        Assert.Equal(dropped, Losses(_options));
        Assert.NotEqual(dropped, Losses(_options with { Seed = 43 }));
        var plain = _options with { HiddenDropout = 0, AttentionDropout = 0 };
        Assert.Equal(Losses(plain), Losses(plain with { Seed = 43 }));
    }

    [Fact]
    public void Masked_gradients_leave_their_parameters_as_they_were_and_do_not_count_in_the_norm()
    {
        const string Chosen = "classifier.dense.weight";
        var before = new Dictionary<string, float[]>();
        using var scope = NewDisposeScope();
        using var model = Open();
        foreach (var (name, parameter) in model.Parameters) { before[name] = Values(parameter); }
        var (chosen, steps) = (0.0, 0);
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options, TrainingTasks.ClassLoss)
        {
            MaskGradient = (name, gradient) =>
            {
                if (name != Chosen) { gradient.zero_(); return; }
                gradient.narrow(1, 0, 1).zero_();
                chosen = gradient.norm().item<float>();
            },
            Progress = step =>
            {
                Assert.Equal(chosen, step.GradientNorm, 1e-6);
                steps++;
            },
        };

        training.Run();

        Assert.Equal(12, steps);
        foreach (var (name, parameter) in model.Parameters.Where(parameter => parameter.Key != Chosen)) { Assert.Equal(before[name], Values(parameter)); }
        var width = (int)model.Config.HiddenSize;
        var after = Values(model.Parameters.Single(parameter => parameter.Key == Chosen).Value);
        for (var i = 0; i < after.Length; i++) { Assert.Equal(i % width == 0, after[i] == before[Chosen][i]); }
    }

    [Fact]
    public void Frozen_parameters_stay()
    {
        using var scope = NewDisposeScope();
        using var model = Open();
        var frozen = model.Parameters.First(parameter => parameter.Key.EndsWith("word_embeddings.weight", StringComparison.Ordinal)).Value;
        frozen.requires_grad = false;
        var before = Values(frozen);
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options with { MaxSteps = 2 }, TrainingTasks.ClassLoss);
        training.Run();
        Assert.True(before.AsSpan().SequenceEqual(Values(frozen)));
    }

    [Fact]
    public void A_hundred_steps_leave_no_tensors_behind()
    {
        using var model = Open();
        var counts = new List<long>();
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options with { MaxSteps = 100 }, TrainingTasks.ClassLoss)
        {
            MaskGradient = (_, gradient) => gradient.mul_(0.5),
            Progress = _ => counts.Add(Tensor.TotalCount),
        };
        var before = LiveTensors.Settled();
        training.Run();
        Assert.Equal(100, counts.Count);
        Assert.Single(counts.Distinct());
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_stops_the_training_before_the_step()
    {
        using var scope = NewDisposeScope();
        using var model = Open();
        var before = model.Parameters.ToDictionary(parameter => parameter.Key, parameter => Values(parameter.Value));
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options, (m, e, d, r) => TrainingTasks.ClassLoss(m, e, d, r) * double.PositiveInfinity);
        Assert.Throws<ArithmeticException>(() => training.Run());
        Assert.All(model.Parameters, parameter => Assert.True(before[parameter.Key].AsSpan().SequenceEqual(Values(parameter.Value)), parameter.Key));
    }

    [Fact]
    public void Impossible_options_are_refused_by_name()
    {
        Assert.Contains("BatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => Train(_options with { BatchSize = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("HiddenDropout", Assert.Throws<ArgumentOutOfRangeException>(() => Train(_options with { HiddenDropout = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("GradientNorm", Assert.Throws<ArgumentOutOfRangeException>(() => Train(_options with { GradientNorm = double.NaN })).Message, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        using var model = Open();
        model.RequireGradients(false);
        Assert.Contains("RequireGradients", Assert.Throws<ArgumentException>(
            () => new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options, TrainingTasks.ClassLoss)).Message, StringComparison.Ordinal);
    }

    private static EncoderModel Open()
    {
        using var golden = Golden.Open("xlmr-seqcls");
        var model = golden.OpenModel<EncoderModel>();
        model.RequireGradients();
        return model;
    }

    private static void Train(FineTuningOptions options, Action<TrainingStep>? progress = null, Action<string, Tensor>? maskGradient = null)
    {
        using var scope = NewDisposeScope();
        using var model = Open();
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, options, TrainingTasks.ClassLoss) { Progress = progress, MaskGradient = maskGradient };
        training.Run();
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }
}
