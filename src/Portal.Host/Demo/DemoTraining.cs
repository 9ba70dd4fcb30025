using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Tokenizers;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Host.Demo;

/// <summary>Trains the demonstration model: seeded, resumable, and the same after a resumption as without one.</summary>
public sealed class DemoTraining : IDisposable
{
    private const string StateFile = "state.safetensors";
    private readonly DemoRecipe _recipe;
    private readonly string _folder;
    private readonly SocietyTeacher _teacher;
    private readonly DemoDocuments _documents;
    private readonly DemoEvaluation _evaluation;
    private readonly DemoNetwork _network;
    private readonly AdamW _optimizer;
    private readonly IReadOnlyList<string> _heldOut;
    private readonly Action<string> _log;
    private double _secondsBefore;

    /// <param name="recipe">What to train.</param>
    /// <param name="survey">The survey; the countries with a language are the study's and are never used.</param>
    /// <param name="probes">The probes.</param>
    /// <param name="folder">Work folder; a checkpoint in it is resumed.</param>
    /// <param name="log">Takes a line now and then.</param>
    public DemoTraining(DemoRecipe recipe, SurveyData survey, ProbeSet probes, string folder, Action<string> log)
    {
        (_recipe, _folder, _log) = (recipe, folder, log);
        Directory.CreateDirectory(folder);
        if (File.Exists(StatePath)) { ThrowIfOfAnotherRecipe(); }
        var ids = probes.Select(probe => probe.Id).ToList();
        (var seen, _heldOut) = Societies(recipe, survey, ids);
        _teacher = new SocietyTeacher(LatentFactorModel.Fit([.. seen.Select(society => survey.Profile(society, ids))], recipe.Rank, recipe.Ridge), recipe.Societies, SeededRandom.Stream(recipe.Seed, "societies"));

        BytePairTrainer.Train(Path.Combine(folder, "tokenizer.json"), DemoTexts.TokenizerTexts(probes), recipe.VocabularySize, ["<s>", "</s>"]);
        var tokenizer = Tokenizer.Load(folder);
        var texts = new DemoTexts(probes, tokenizer);
        _documents = new DemoDocuments(recipe, texts, _teacher);
        _evaluation = new DemoEvaluation(texts, survey, recipe.Seed);
        DemoExport.WriteConfiguration(folder, recipe, tokenizer);
        var config = LlamaConfig.Read(ModelConfig.Read(Path.Combine(folder, "config.json")));
        var generator = new Generator((ulong)recipe.Seed, CPU);
        _network = new DemoNetwork(recipe, new Llama(config, new InitialWeights(recipe.InitialDeviation, generator)), new InitialWeights(0.02, generator), probes.Count);
        ScaleResidualPaths();
        _network.StartBeliefsAt(_teacher.Prior);
        _optimizer = new AdamW(_network.Parameters, new AdamWOptions(Beta2: recipe.Beta2, WeightDecay: recipe.WeightDecay),
            name => _network.Parameters.First(parameter => parameter.Key == name).Value.ndim > 1);
        _log($"{_network.Decoder.Parameters.Sum(parameter => parameter.Value.NumberOfElements):N0} parameters, {seen.Count} societies seen, held out: {string.Join(' ', _heldOut)}");
    }

    /// <summary>The societies that the teacher sees and those that say when to stop; the countries of the study are neither.</summary>
    public static (IReadOnlyList<string> Seen, IReadOnlyList<string> HeldOut) Societies(DemoRecipe recipe, SurveyData survey, IReadOnlyList<string> probeIds)
    {
        var outside = survey.Countries.Where(country => country.Language is null).Select(country => country.Iso3).Order(StringComparer.Ordinal).ToArray();
        // Only societies that were asked nearly everything can say when to stop.
        var whole = outside.Where(society => survey.Profile(society, probeIds).SharesFirst.Count(double.IsNaN) < 8).ToArray();
        SeededRandom.Stream(recipe.Seed, "held out").Shuffle<string>(whole);
        string[] heldOut = [.. whole.Take(recipe.HeldOutSocieties).Order(StringComparer.Ordinal)];
        return ([.. outside.Except(heldOut)], heldOut);
    }

    /// <summary>Trains to the last step and writes the model.</summary>
    public void Run(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Resume();
        var tracked = new RunningLosses();
        while (_optimizer.Steps < _recipe.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            Step(tracked);
            if (_optimizer.Steps % 100 == 0)
            {
                var seconds = _secondsBefore + clock.Elapsed.TotalSeconds;
                _log(string.Create(CultureInfo.InvariantCulture, $"step {_optimizer.Steps} {tracked.Take()} {seconds:F0} s"));
            }
            if (_optimizer.Steps % _recipe.CheckpointEvery == 0) { Save(_secondsBefore + clock.Elapsed.TotalSeconds); }
            if (_optimizer.Steps % _recipe.EvaluateEvery == 0) { Evaluate([SelectionStrategy.Random, SelectionStrategy.Chrf]); }
        }
        Evaluate(Enum.GetValues<SelectionStrategy>());
        DemoExport.WriteWeights(_folder, _network.Decoder);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _teacher.Dispose();
    }

    /// <summary>One worker per core, each with micro-batches of its own; the sum of their gradients does not depend on who was first.</summary>
    private void Step(RunningLosses tracked)
    {
        using var scope = NewDisposeScope();
        var progress = (double)_optimizer.Steps / _recipe.Steps;
        var parameters = _network.Parameters.Select(parameter => parameter.Value).ToList();
        var parts = new (IList<Tensor> Gradients, MicroLosses Losses)[_recipe.MicroBatches];
        Parallel.For(0, _recipe.MicroBatches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, micro =>
        {
            using var inner = NewDisposeScope();
            set_num_threads(1);                 // of this worker: the cores are taken by the other workers
            var batch = _documents.Draw(((long)_optimizer.Steps * _recipe.MicroBatches) + micro, progress);
            var loss = _network.Loss(batch);
            var gradients = autograd.grad([loss.Total / _recipe.MicroBatches], parameters, allow_unused: true);
            for (var i = 0; i < gradients.Count; i++) { gradients[i] = (gradients[i] is { IsInvalid: false } gradient ? gradient : zeros_like(parameters[i])).DetachFromDisposeScope(); }
            parts[micro] = (gradients, MicroLosses.Of(batch, loss));
        });
        var sums = parts[0].Gradients;
        foreach (var (gradients, _) in parts.Skip(1))
        {
            for (var i = 0; i < sums.Count; i++)
            {
                sums[i].add_(gradients[i]);
                gradients[i].Dispose();
            }
        }
        set_num_threads(Environment.ProcessorCount);        // a worker may have been this thread
        var norm = Gradients.ClipNorm([.. sums], _recipe.GradientNorm);
        _optimizer.Step([.. sums], LearningRate(progress));
        foreach (var sum in sums) { sum.Dispose(); }
        foreach (var (_, losses) in parts) { tracked.Add(losses, norm); }
    }

    private double LearningRate(double progress)
    {
        var warmUp = Math.Min(1, (_optimizer.Steps + 1.0) / _recipe.WarmUpSteps);
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * progress));
        return _recipe.LearningRate * warmUp * (_recipe.FinalLearningRateShare + ((1 - _recipe.FinalLearningRateShare) * cosine));
    }

    /// <summary>Outputs that are added to the residual stream start smaller, by the square root of their number.</summary>
    private void ScaleResidualPaths()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        foreach (var (name, parameter) in _network.Decoder.Parameters)
        {
            if (name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal)) { parameter.mul_(1 / Math.Sqrt(2 * _recipe.Layers)); }
        }
    }

    private void Evaluate(IReadOnlyList<SelectionStrategy> strategies)
    {
        foreach (var (strategy, expected) in _evaluation.Evaluate(_network, _heldOut, strategies))
        {
            _log(string.Create(CultureInfo.InvariantCulture,
                $"held out, {strategy}: {expected.Misaligned:F0} misaligned, improved {100 * expected.Improved:F1} %, decreased {100 * expected.Decreased:F1} %, loss {expected.Loss:F3}"));
        }
    }

    private void Save(double seconds)
    {
        var state = _network.Parameters.Select(parameter => KeyValuePair.Create($"parameter.{parameter.Key}", parameter.Value)).Concat(_optimizer.State);
        SafeTensors.Write(StatePath, state, new Dictionary<string, string>
        {
            ["step"] = _optimizer.Steps.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = seconds.ToString("R", CultureInfo.InvariantCulture),
            ["recipe"] = Stamp,
        });
    }

    /// <summary>What decides the result: a checkpoint goes on under the same only.</summary>
    private string Stamp => JsonSerializer.Serialize(_recipe with { CheckpointEvery = 0, EvaluateEvery = 0 });

    private string StatePath => Path.Combine(_folder, StateFile);

    private void ThrowIfOfAnotherRecipe()
    {
        using var state = SafeTensors.Open(StatePath);
        if (state.Metadata.GetValueOrDefault("recipe") == Stamp) { return; }
        throw new CheckpointException($"{StatePath} was made by another recipe; give another --work folder, or delete it to start anew");
    }

    private void Resume()
    {
        if (!File.Exists(StatePath)) { return; }
        using var state = SafeTensors.Open(StatePath);
        using (no_grad())
        {
            foreach (var (name, parameter) in _network.Parameters)
            {
                using var stored = state.Read($"parameter.{name}");
                parameter.copy_(stored);
            }
        }
        _optimizer.Restore(state.Read, int.Parse(state.Metadata["step"], CultureInfo.InvariantCulture));
        _secondsBefore = double.Parse(state.Metadata["seconds"], CultureInfo.InvariantCulture);
        _log($"resumed at step {_optimizer.Steps}");
    }
}
