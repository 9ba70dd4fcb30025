using Portal.Host.Demo;
using Portal.Host.Serving;
using Portal.Models.Checkpoints;
using Portal.Models.Generation;

namespace Portal.Host.Tests;

/// <summary>A training of seconds: two layers, a few steps, one society held out.</summary>
public sealed class DemoTrainingTests : IDisposable
{
    private static readonly DemoRecipe _small = new()
    {
        Steps = 5,
        Societies = 100,
        Rank = 2,
        HeldOutSocieties = 1,
        HiddenSize = 16,
        IntermediateSize = 32,
        Layers = 2,
        Heads = 2,
        VocabularySize = 400,
        IdentityLayer = 1,
        BeliefLayer = 1,
        WarmUpSteps = 2,
        MicroBatches = 2,
        Contexts = 2,
        Queries = 3,
        CheckpointEvery = 2,
        EvaluateEvery = 3,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("train-demo-").FullName;

    [Fact]
    public void A_training_that_was_cut_off_ends_as_if_it_had_not_been()
    {
        var whole = Train("whole", _small);
        using var cut = new CancellationTokenSource();
        // The evaluation after step 3 is where it is cut off; the checkpoint is of step 2.
        Assert.Throws<OperationCanceledException>(() => Train("cut", _small, line => { if (line.StartsWith("held out,", StringComparison.Ordinal)) { cut.Cancel(); } }, cut.Token));
        var log = new List<string>();

        var resumed = Train("cut", _small, log.Add);

        Assert.Contains("resumed at step 2", log);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(resumed, "model.safetensors")));
        Assert.NotEqual(
            File.ReadAllBytes(Path.Combine(whole, "model.safetensors")), File.ReadAllBytes(Path.Combine(Train("other", _small with { Seed = 2 }), "model.safetensors")));
    }

    [Fact]
    public void The_result_is_a_checkpoint_that_the_host_can_serve()
    {
        var folder = Train("served", _small with { Steps = 1 });
        using var model = LocalModel.Open("served", folder);
        var prompt = model.Read([new("user", "Fill in the blank.")]);
        var answers = model.Generate(new EncodedPrompt(prompt, 2), new GenerationOptions { MaxTokens = 3, Samples = 2 }, null, CancellationToken.None);
        Assert.Equal(2, answers.Count);
    }

    [Fact]
    public void Another_recipe_does_not_continue_a_checkpoint()
    {
        Train("taken", _small with { Steps = 2 });
        var error = Assert.Throws<CheckpointException>(() => Train("taken", _small with { LearningRate = 1 }));
        Assert.Contains(Path.Combine(_folder, "taken"), error.Message, StringComparison.Ordinal);
        Assert.Contains("--work", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_country_of_the_study_is_seen_or_held_out()
    {
        var (seen, heldOut) = DemoTraining.Societies(new DemoRecipe(), ProjectData.Survey, [.. ProjectData.Probes.Select(probe => probe.Id)]);
        var study = ProjectData.Survey.Countries.Where(country => country.Language is not null).Select(country => country.Iso3).ToList();
        Assert.Equal((14, 43, 8), (study.Count, seen.Count, heldOut.Count));
        Assert.Equal(ProjectData.Survey.Countries.Select(country => country.Iso3).Order(StringComparer.Ordinal), seen.Concat(heldOut).Concat(study).Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Train(string name, DemoRecipe recipe, Action<string>? log = null, CancellationToken cancellation = default)
    {
        var folder = Path.Combine(_folder, name);
        using var training = new DemoTraining(recipe, ProjectData.Survey, ProjectData.Probes, folder, log ?? (_ => { }));
        training.Run(cancellation);
        return folder;
    }
}
