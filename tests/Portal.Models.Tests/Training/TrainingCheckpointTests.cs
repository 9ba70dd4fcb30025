using System.Security.Cryptography;
using System.Text;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

/// <summary>A training that is cut off and resumed ends, bit for bit, as one that was not.</summary>
public sealed class TrainingCheckpointTests : IDisposable
{
    private static readonly FineTuningOptions _options = new() { MaxSteps = 12, BatchSize = 5, Accumulation = 2, LearningRate = 1e-3, WarmUpSteps = 2, Optimizer = new AdamWOptions() };
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    [Fact]
    public void A_classifier_resumes_bit_for_bit() => ResumesBitForBit<EncoderModel, (int[], int)>("xlmr-seqcls", TrainingTasks.LabelledTexts, TrainingTasks.ClassLoss);

    [Fact]
    public void A_masked_language_model_resumes_bit_for_bit() => ResumesBitForBit<EncoderModel, int[]>("xlmr-mlm", TrainingTasks.RandomTexts(12), TrainingTasks.MaskedLoss);

    [Fact]
    public void Span_corruption_resumes_bit_for_bit() => ResumesBitForBit<Seq2SeqModel, int[]>("mt5", TrainingTasks.RandomTexts(12), TrainingTasks.SpanLoss);

    [Fact]
    public void A_causal_model_resumes_bit_for_bit() => ResumesBitForBit<CausalModel, int[]>("llama", TrainingTasks.RandomTexts(12), TrainingTasks.CausalLoss);

    [Fact]
    public void A_checkpoint_is_a_model_that_can_be_opened()
    {
        var (_, checkpoints) = Classifier("run", _options with { MaxSteps = 2 });
        using var scope = NewDisposeScope();
        var (step, folder) = Assert.Single(checkpoints.List());
        Assert.Equal(2, step);
        using var model = ModelFamily.Open<EncoderModel>(folder);
        Assert.True(model.HasClassifier);
        Assert.Equal(["SHA256SUMS", "config.json", "model.safetensors", "optimizer.safetensors", "training.json"], Names(folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_last_checkpoints_stay()
    {
        var (_, checkpoints) = Classifier("run", _options with { MaxSteps = 7 }, saveEvery: 2, keepLast: 2);
        Assert.Equal([6, 7], checkpoints.List().Select(checkpoint => checkpoint.Step));
        Assert.Equal(["checkpoint-6", "checkpoint-7"], Names(Path.Combine(_folder, "run")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_cancelled_training_goes_on_where_it_was(int inMicroBatch)
    {
        var (whole, _) = Classifier("whole", _options);
        using var cut = new CancellationTokenSource();
        var calls = 0;
        // Micro-batches of an epoch: two, then one. So number 6 is the first of step 5, number 7 its second.
        using (var scope = NewDisposeScope())
        {
            using var model = Open();
            using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options, (m, examples, dropout, random) =>
            {
                if (calls++ == 6 + inMicroBatch) { cut.Cancel(); }
                return TrainingTasks.ClassLoss(m, examples, dropout, random);
            }, Checkpoints("cut"));
            Assert.Throws<OperationCanceledException>(() => training.Run(cut.Token));
        }
        var expected = inMicroBatch == 0 ? 4 : 5;
        Assert.Equal(expected, Assert.Single(Checkpoints("cut").List()).Step);

        var (resumed, _) = Classifier("cut", _options);

        Assert.Equal(whole.Skip(expected), resumed);
        AssertSameFiles(Path.Combine(_folder, "whole", "checkpoint-12"), Path.Combine(_folder, "cut", "checkpoint-12"));
    }

    [Theory]
    [InlineData("SHA256SUMS", "missing", "SHA256SUMS")]
    [InlineData("SHA256SUMS", "half", "SHA256SUMS")]
    [InlineData("config.json", "missing", "config.json is missing")]
    [InlineData("model.safetensors", "missing", "model.safetensors is missing")]
    [InlineData("model.safetensors", "half", "model.safetensors is not what was written")]
    [InlineData("model.safetensors", "bit", "model.safetensors is not what was written")]
    [InlineData("optimizer.safetensors", "half", "optimizer.safetensors is not what was written")]
    [InlineData("optimizer.safetensors", "bit", "optimizer.safetensors is not what was written")]
    [InlineData("optimizer.safetensors", "empty", "optimizer.safetensors is not what was written")]
    [InlineData("training.json", "half", "training.json is not what was written")]
    [InlineData("training.json", "no step", "training.json: field 'step' is missing")]
    public void A_damaged_checkpoint_is_refused_by_name_and_the_one_before_is_used(string file, string damage, string message)
    {
        var (whole, _) = Classifier("run", _options with { MaxSteps = 4 }, saveEvery: 2);
        var newest = Path.Combine(_folder, "run", "checkpoint-4");
        var expected = Names(newest).ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(newest, name)));
        Damage(Path.Combine(newest, file), damage);
        if (damage == "no step") { WriteSums(newest); }
        var half = Path.Combine(_folder, "run", "checkpoint-6.tmp");         // what a process leaves that was killed while it wrote
        Directory.CreateDirectory(half);
        File.WriteAllBytes(Path.Combine(half, "model.safetensors"), expected["model.safetensors"]);

        var (resumed, checkpoints) = Classifier("run", _options with { MaxSteps = 4 }, saveEvery: 2, check: training =>
        {
            Assert.Equal(2, training.ResumedFrom);
            Assert.Contains(message, Assert.Single(training.Refused), StringComparison.Ordinal);
            Assert.Contains(newest, training.Refused[0], StringComparison.Ordinal);
        });

        Assert.Equal(whole.Skip(2), resumed);
        Assert.All(expected, entry => Assert.Equal(entry.Value, File.ReadAllBytes(Path.Combine(newest, entry.Key))));
        Assert.Equal(["checkpoint-2", "checkpoint-4"], Names(Path.Combine(_folder, "run")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_an_intact_checkpoint_nothing_starts_anew_by_itself()
    {
        Classifier("run", _options with { MaxSteps = 2 });
        Damage(Path.Combine(_folder, "run", "checkpoint-2", "model.safetensors"), "half");
        var error = Assert.Throws<CheckpointException>(() => Classifier("run", _options with { MaxSteps = 2 }));
        Assert.Contains("no checkpoint is intact", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, FineTuningOptions> Others => new()
    {
        { "options.learningRate", _options with { LearningRate = 2e-3 } },
        { "options.seed", _options with { Seed = 1 } },
        { "options.batchSize", _options with { BatchSize = 4 } },
        { "options.accumulation", _options with { Accumulation = 1 } },
        { "options.maxSteps", _options with { MaxSteps = 13 } },
        { "options.schedule", _options with { Schedule = Schedule.Cosine } },
        { "options.gradientNorm", _options with { GradientNorm = double.PositiveInfinity } },
        { "options.hiddenDropout", _options with { HiddenDropout = 0 } },
        { "options.optimizer.beta2", _options with { Optimizer = new AdamWOptions(Beta2: 0.98) } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_hyper_parameters_are_refused_by_name(string field, FineTuningOptions other)
    {
        Cut("run", step: 1);
        var error = Assert.Throws<CheckpointException>(() => Classifier("run", other));
        Assert.Contains($"training.json: field '{field}' is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_examples_models_and_trained_parameters_are_refused()
    {
        Cut("run", step: 1);
        using var scope = NewDisposeScope();
        string Refusal<TExample>(EncoderModel model, IReadOnlyList<TExample> examples, TrainingLoss<EncoderModel, TExample> loss)
        {
            using var training = new FineTuning<EncoderModel, TExample>(model, examples, _options, loss, Checkpoints("run"));
            return Assert.Throws<CheckpointException>(() => training.Run()).Message;
        }
        using var same = Open();
        Assert.Contains("field 'examples' is 12, this training has 11", Refusal(same, [.. TrainingTasks.LabelledTexts.Skip(1)], TrainingTasks.ClassLoss), StringComparison.Ordinal);
        same.Parameters.First().Value.requires_grad = false;
        Assert.Contains("optimizer.safetensors: key 'mean.roberta.embeddings.word_embeddings.weight' is unknown", Refusal(same, TrainingTasks.LabelledTexts, TrainingTasks.ClassLoss), StringComparison.Ordinal);
        using var golden = Golden.Open("xlmr-mlm");
        using var other = golden.OpenModel<EncoderModel>();
        other.RequireGradients();
        var before = other.Parameters.First().Value.clone();
        Assert.Contains("model.safetensors: key 'lm_head", Refusal(other, TrainingTasks.RandomTexts(12), TrainingTasks.MaskedLoss), StringComparison.Ordinal);
        TensorAssert.Close(before, other.Parameters.First().Value, 0);
    }

    [Fact]
    public void A_finished_training_does_nothing_when_it_is_run_again()
    {
        Classifier("run", _options with { MaxSteps = 2 });
        var written = File.GetLastWriteTimeUtc(Path.Combine(_folder, "run", "checkpoint-2", "model.safetensors"));
        var (steps, _) = Classifier("run", _options with { MaxSteps = 2 });
        Assert.Empty(steps);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_folder, "run", "checkpoint-2", "model.safetensors")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void ResumesBitForBit<TModel, TExample>(string checkpoint, IReadOnlyList<TExample> examples, TrainingLoss<TModel, TExample> loss)
        where TModel : PretrainedModel
    {
        using var golden = Golden.Open(checkpoint);
        List<TrainingStep> Train(string name, int last)
        {
            using var scope = NewDisposeScope();
            using var model = golden.OpenModel<TModel>();
            model.RequireGradients();
            var steps = new List<TrainingStep>();
            using var cut = new CancellationTokenSource();
            using var training = new FineTuning<TModel, TExample>(
                model, examples, _options, loss, new TrainingCheckpoints(Path.Combine(_folder, name), golden.Folder) { SaveEvery = 5 })
            {
                Progress = step =>
                {
                    steps.Add(step);
                    if (step.Step == last) { cut.Cancel(); }
                },
            };
            if (last == 12) { training.Run(cut.Token); }
            else { Assert.Throws<OperationCanceledException>(() => training.Run(cut.Token)); }
            return steps;
        }
        var whole = Train("whole", 12);
        Assert.Equal(12, whole.Count);
        Assert.Equal(12, whole.Select(step => step.Loss).Distinct().Count());

        var before = Train("cut", 5);
        var after = Train("cut", 12);

        Assert.Equal((5, 7), (before.Count, after.Count));
        Assert.Equal(whole, [.. before, .. after]);
        AssertSameFiles(Path.Combine(_folder, "whole", "checkpoint-12"), Path.Combine(_folder, "cut", "checkpoint-12"));
    }

    /// <summary>Parameters, moments, step counts and the generator's state.</summary>
    private static void AssertSameFiles(string one, string other)
    {
        Assert.Contains("optimizer.safetensors", Names(one));
        Assert.Equal(Names(one).Order(StringComparer.Ordinal), Names(other).Order(StringComparer.Ordinal));
        Assert.All(Names(one), name => Assert.True(File.ReadAllBytes(Path.Combine(one, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, name))), name));
    }

    private void Cut(string name, int step)
    {
        using var scope = NewDisposeScope();
        using var cut = new CancellationTokenSource();
        using var model = Open();
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, _options, TrainingTasks.ClassLoss, Checkpoints(name))
        {
            Progress = done => { if (done.Step == step) { cut.Cancel(); } },
        };
        Assert.Throws<OperationCanceledException>(() => training.Run(cut.Token));
    }

    private (List<TrainingStep> Steps, TrainingCheckpoints Checkpoints) Classifier(
        string name, FineTuningOptions options, int saveEvery = 500, int? keepLast = null, Action<FineTuning<EncoderModel, (int[], int)>>? check = null)
    {
        using var scope = NewDisposeScope();
        using var model = Open();
        var steps = new List<TrainingStep>();
        var checkpoints = Checkpoints(name, saveEvery, keepLast);
        using var training = new FineTuning<EncoderModel, (int[], int)>(model, TrainingTasks.LabelledTexts, options, TrainingTasks.ClassLoss, checkpoints) { Progress = steps.Add };
        training.Run();
        check?.Invoke(training);
        return (steps, checkpoints);
    }

    private TrainingCheckpoints Checkpoints(string name, int saveEvery = 500, int? keepLast = null)
    {
        using var golden = Golden.Open("xlmr-seqcls");
        return new TrainingCheckpoints(Path.Combine(_folder, name), golden.Folder) { SaveEvery = saveEvery, KeepLast = keepLast };
    }

    private static EncoderModel Open()
    {
        using var golden = Golden.Open("xlmr-seqcls");
        var model = golden.OpenModel<EncoderModel>();
        model.RequireGradients();
        return model;
    }

    private static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "missing": File.Delete(file); break;
            case "half": File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]); break;
            case "empty": File.WriteAllBytes(file, []); break;
            case "no step": File.WriteAllText(file, Encoding.UTF8.GetString(bytes).Replace("\"step\"", "\"steps\"", StringComparison.Ordinal)); break;
            default:
                bytes[^5] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
        }
    }

    private static void WriteSums(string folder) => File.WriteAllText(
        Path.Combine(folder, "SHA256SUMS"),
        string.Concat(Names(folder).Where(name => name != "SHA256SUMS").Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}  {name}\n")));

    private static IEnumerable<string> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)!);
}
