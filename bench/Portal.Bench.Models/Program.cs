using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Portal.Bench.Models;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;

// Portal.Bench.Models write FOLDER, or WORKLOAD FOLDER RUNS: prints one JSON line with the CPU seconds of every run and the results, which
// bench/peer/compare.py holds against those of bench/peer/peer.py.
var folder = args[1];
if (args[0] == "write")
{
    BenchCheckpoints.Write(folder);
    return;
}
var runs = int.Parse(args[2], CultureInfo.InvariantCulture);
var inputs = BenchCheckpoints.Read(folder);
var process = Process.GetCurrentProcess();
Func<double[]> workload = args[0] switch
{
    "encoder" => Encoder(),
    "masked" => HalfTheHeads(removed: false),
    "pruned" => HalfTheHeads(removed: true),
    "scoring" => Scoring(),
    "generation" => Generation(),
    "opening" => Opening,
    var other => throw new ArgumentException($"unknown workload {other}; use encoder, masked, pruned, scoring, generation or opening"),
};
var result = workload();         // warm
var (cpu, wall, before) = (new List<double>(), new List<double>(), Resident());
for (var run = 0; run < runs; run++)
{
    var (start, clock) = (Cpu(), Stopwatch.GetTimestamp());
    result = workload();
    cpu.Add((Cpu() - start).TotalSeconds);
    wall.Add(Stopwatch.GetElapsedTime(clock).TotalSeconds);
}
Console.WriteLine(JsonSerializer.Serialize(new { workload = args[0], cpu, wall, grownMegabytes = (Resident() - before) / 1e6, result }, JsonSerializerOptions.Web));

TimeSpan Cpu()
{
    process.Refresh();
    return process.TotalProcessorTime;
}

long Resident()
{
    process.Refresh();
    return process.WorkingSet64;
}

// Loss and all gradients of a batch of sentences of unequal lengths.
Func<double[]> Encoder()
{
    var (model, ids, mask) = Sentences();
    model.RequireGradients();
    var labels = arange(ids.shape[0], dtype: ScalarType.Int64).remainder(3);
    // The masked-language-model head has no part in this loss.
    Tensor[] parameters = [.. model.Parameters.Where(parameter => !parameter.Key.StartsWith("lm_head", StringComparison.Ordinal)).Select(parameter => parameter.Value)];
    return () =>
    {
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(model.ClassLogits(model.Forward(ids, mask)), labels);
        var gradients = autograd.grad([loss], parameters);
        return [loss.item<float>(), .. gradients.Take(4).Select(gradient => (double)gradient.norm().item<float>())];
    };
}

// The last hidden states where every second head of every layer is off: switched off, or gone.
Func<double[]> HalfTheHeads(bool removed)
{
    var (model, ids, mask) = Sentences();
    bool[][] heads = [.. Enumerable.Range(0, model.Config.Layers).Select(_ => Enumerable.Range(0, model.Config.Heads).Select(head => head % 2 == 0).ToArray())];
    var headMask = tensor(heads.SelectMany(layer => layer.Select(on => on ? 1f : 0f)).ToArray()).view(model.Config.Layers, -1);
    if (removed) { model.Prune(heads); }
    return () =>
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        return [model.Forward(ids, mask, headMask: removed ? null : headMask).norm().item<float>()];
    };
}

(EncoderModel Model, Tensor Ids, Tensor Mask) Sentences()
{
    var model = ModelFamily.Open<EncoderModel>(Path.Combine(folder, "encoder"));
    var longest = inputs.Encoder.Max(row => row.Length);
    var ids = tensor(inputs.Encoder.SelectMany(row => row.Concat(Enumerable.Repeat(model.Config.PadTokenId, longest - row.Length)).Select(id => (long)id)).ToArray()).view(-1, longest);
    return (model, ids, ids.ne(model.Config.PadTokenId).to(ScalarType.Int64));
}

// Log-probabilities of two answers to each of 64 probes.
Func<double[]> Scoring()
{
    var scorer = new ContinuationScorer(ModelFamily.Open<Seq2SeqModel>(Path.Combine(folder, "scoring")));
    ScoringRequest[] requests = [.. inputs.Probes.Select(probe => new ScoringRequest(probe.Source, probe.Targets))];
    return () => [.. scorer.Score(requests).SelectMany(scores => scores.Select(tokens => tokens.Sum()))];
}

// Ten samples of eight tokens from each of eight prompts.
Func<double[]> Generation()
{
    var model = ModelFamily.Open<CausalModel>(Path.Combine(folder, "generation"));
    var generator = new TextGenerator(model, Tokenizer.Load(Path.Combine(folder, "generation")));
    var options = new GenerationOptions { Samples = 10, MaxTokens = 8 };
    return () => [.. generator.Generate([.. inputs.Prompts.Select((ids, i) => new EncodedPrompt(ids, (ulong)i))], options).Select(samples => samples.Sum(sample => sample.LogProbabilities.Sum()))];
}

// The file's header and one tensor of it.
double[] Opening()
{
    using var file = SafeTensors.Open(Path.Combine(folder, "scoring", "model.safetensors"));
    using var norm = file.Read("encoder.final_layer_norm.weight");
    return [norm.sum().item<float>()];
}
