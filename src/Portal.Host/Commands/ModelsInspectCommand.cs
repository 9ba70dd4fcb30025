using System.CommandLine;
using System.Globalization;
using Portal.Host.Serving;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Tokenizers;
using static TorchSharp.torch;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host models inspect</c>: what a checkpoint is made of.</summary>
internal static class ModelsInspectCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var command = new Command("inspect", "Family, sizes, parameters, types, tokenizer, files, and keys that are never used.");
        model.AddTo(command, computes: false);
        command.SetAction(arguments =>
        {
            var inspected = Inspect(model.Folder(arguments));
            var output = arguments.InvocationConfiguration.Output;
            if (model.IsJson(arguments)) { output.WriteJson(inspected); }
            else { output.WriteTable(["", "value"], Rows(inspected)); }
        });
        return command;
    }

    private static InspectedModel Inspect(string folder)
    {
        using var scope = NewDisposeScope();
        var checkpoint = CheckpointFolder.Open(folder);
        PretrainedModel opened;
        try
        {
            opened = ModelFamily.Read<PretrainedModel>(checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
        using var model = opened;
        return new InspectedModel(
            folder, checkpoint.Config.ModelType, RegisteredModels.KindOf(model), Sizes(model), model.Parameters.Sum(parameter => parameter.Value.NumberOfElements),
            [.. checkpoint.Stored.Select(tensor => tensor.ElementType).Distinct().Select(type => type.ToString().ToLowerInvariant())], OutputMatrix(model), TokenizerIn(folder),
            [.. checkpoint.Files.Select(file => new InspectedFile(Path.GetFileName(file), new FileInfo(file).Length))], model.UnusedKeys);
    }

    private static SortedDictionary<string, long> Sizes(PretrainedModel model)
    {
        var sizes = model switch
        {
            CausalModel causal => new Dictionary<string, long> { ["layers"] = causal.Layers, ["heads"] = causal.Heads, ["hidden"] = causal.Output.Weight.shape[1] },
            EncoderModel encoder => new Dictionary<string, long> { ["layers"] = encoder.Config.Layers, ["heads"] = encoder.Config.Heads, ["hidden"] = encoder.Config.HiddenSize },
            Seq2SeqModel seq2seq => new Dictionary<string, long>
            {
                ["encoder_layers"] = seq2seq.EncoderLayers,
                ["encoder_heads"] = seq2seq.EncoderHeads,
                ["decoder_layers"] = seq2seq.DecoderLayers,
                ["decoder_heads"] = seq2seq.DecoderHeads,
                ["hidden"] = seq2seq.Output.Weight.shape[1],
            },
            _ => [],
        };
        sizes["vocabulary"] = model.VocabSize;
        if (model.MaxPositions < int.MaxValue) { sizes["positions"] = model.MaxPositions; }
        return new SortedDictionary<string, long>(sizes, StringComparer.Ordinal);
    }

    /// <summary>Whose matrix gives the logits: the embeddings' (tied), one of its own (untied), or there is none.</summary>
    private static string OutputMatrix(PretrainedModel model)
    {
        if (model is EncoderModel encoder) { return encoder.HasMaskedLanguageModel ? "tied to the embeddings" : encoder.HasClassifier ? "a classifier" : "none"; }
        var weight = model is CausalModel causal ? causal.Output.Weight : ((Seq2SeqModel)model).Output.Weight;
        var key = model.Parameters.First(parameter => ReferenceEquals(parameter.Value, weight)).Key;
        return key.EndsWith("lm_head.weight", StringComparison.Ordinal) ? $"untied: {key}" : $"tied: {key}";
    }

    private static InspectedTokenizer? TokenizerIn(string folder)
    {
        try
        {
            var tokenizer = Tokenizer.Load(folder);
            return new InspectedTokenizer(tokenizer.Kind, tokenizer.Count, tokenizer.LargestId, Problem: null);
        }
        catch (TokenizerException error)
        {
            return new InspectedTokenizer(Kind: null, 0, 0, error.Message);
        }
    }

    private static IEnumerable<string[]> Rows(InspectedModel model)
    {
        string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
        yield return ["folder", model.Folder];
        yield return ["family", $"{model.Family} ({Kebab(model.Kind)})"];
        foreach (var (name, size) in model.Sizes) { yield return [name.Replace('_', ' '), Count(size)]; }
        yield return ["parameters", Count(model.Parameters)];
        yield return ["stored as", string.Join(", ", model.StoredTypes)];
        yield return ["output matrix", model.OutputMatrix];
        yield return ["tokenizer", model.Tokenizer is { Kind: { } kind } tokenizer ? $"{kind}, {Count(tokenizer.Tokens)} tokens, ids up to {Count(tokenizer.LargestId)}" : $"none: {model.Tokenizer?.Problem}"];
        foreach (var file in model.Files) { yield return ["file", $"{file.Name}, {Count(file.Bytes)} bytes"]; }
        foreach (var key in model.UnusedKeys) { yield return ["never used", key]; }
    }

    private static string Kebab(ModelKind kind) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private sealed record InspectedModel(
        string Folder, string Family, ModelKind Kind, SortedDictionary<string, long> Sizes, long Parameters, IReadOnlyList<string> StoredTypes, string OutputMatrix, InspectedTokenizer? Tokenizer,
        IReadOnlyList<InspectedFile> Files, IReadOnlyList<string> UnusedKeys);

    private sealed record InspectedTokenizer(string? Kind, int Tokens, int LargestId, string? Problem);

    private sealed record InspectedFile(string Name, long Bytes);
}
