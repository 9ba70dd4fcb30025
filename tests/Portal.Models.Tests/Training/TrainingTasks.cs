using System.Text.Json;
using Portal.Core;
using Portal.Models.Architectures;
using Portal.Models.Training;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Training;

/// <summary>Losses of the models that are fine-tuned, and small data for them.</summary>
internal static class TrainingTasks
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "golden", "training");

    public static string ReferenceFile(string name) => Path.Combine(_folder, name);

    public static JsonElement Reference(string name) => JsonDocument.Parse(File.ReadAllBytes(ReferenceFile($"{name}.json"))).RootElement;

    public static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => id.GetInt32() })];

    /// <summary>The labelled texts of the reference's training.</summary>
    public static IReadOnlyList<(int[] Ids, int Label)> LabelledTexts { get; } =
        [.. Reference("xlmr_plain_adamw").GetProperty("train").EnumerateArray().Select(example => (Ids(example.GetProperty("input_ids")), example.GetProperty("label").GetInt32()))];

    /// <summary>Texts of random ids, of 8 to 19 tokens.</summary>
    public static IReadOnlyList<int[]> RandomTexts(int count)
    {
        var random = new SeededRandom(5);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 8 + random.NextInt(12)).Select(_ => 10 + random.NextInt(200)).ToArray())];
    }

    public static Tensor ClassLoss(EncoderModel model, IReadOnlyList<(int[] Ids, int Label)> examples, Dropout? dropout, SeededRandom random)
    {
        var (ids, mask) = Padded([.. examples.Select(example => example.Ids)], model.Config.PadTokenId, model.Device);
        return nn.functional.cross_entropy(model.ClassLogits(model.Forward(ids, mask, dropout: dropout), dropout), tensor(examples.Select(example => (long)example.Label).ToArray(), device: model.Device));
    }

    public static Tensor MaskedLoss(EncoderModel model, IReadOnlyList<int[]> examples, Dropout? dropout, SeededRandom random)
    {
        var masking = new MaskedLanguageModelling(4, 200, new HashSet<int>()) { Density = 0.5 };
        var corrupted = examples.Select(example => masking.Apply(example, random)).ToList();
        var (ids, mask) = Padded([.. corrupted.Select(pair => pair.Ids)], model.Config.PadTokenId, model.Device);
        var logits = model.MaskedLogits(model.Forward(ids, mask, dropout: dropout));
        return TokenLoss(logits, Padded([.. corrupted.Select(pair => pair.Labels)], MaskedLanguageModelling.Ignored, model.Device).Ids);
    }

    public static Tensor SpanLoss(Seq2SeqModel model, IReadOnlyList<int[]> examples, Dropout? dropout, SeededRandom random)
    {
        var corruption = new SpanCorruption(383, 1);
        return Seq2SeqLoss(model, [.. examples.Select(example => corruption.Apply(example, corruption.DrawMask(example.Length, random))).Select(pair => (pair.Inputs.ToArray(), pair.Targets.ToArray()))], dropout, random);
    }

    public static Tensor Seq2SeqLoss(Seq2SeqModel model, IReadOnlyList<(int[] Inputs, int[] Targets)> examples, Dropout? dropout, SeededRandom random)
    {
        var (ids, mask) = Padded([.. examples.Select(example => example.Inputs)], model.PadTokenId, model.Device);
        var labels = Padded([.. examples.Select(example => example.Targets)], MaskedLanguageModelling.Ignored, model.Device).Ids;
        return TokenLoss(model.Logits(model.Decode(model.ShiftRight(labels), model.Encode(ids, mask, dropout: dropout), mask, dropout: dropout)), labels);
    }

    public static Tensor CausalLoss(CausalModel model, IReadOnlyList<int[]> examples, Dropout? dropout, SeededRandom random)
    {
        var (ids, mask) = Padded(examples, 0, model.Device);
        var labels = Padded(examples, MaskedLanguageModelling.Ignored, model.Device).Ids;
        var logits = model.Logits(model.Forward(ids, mask, dropout: dropout));
        return TokenLoss(logits.narrow(1, 0, ids.shape[1] - 1), labels.narrow(1, 1, ids.shape[1] - 1));
    }

    private static Tensor TokenLoss(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits.reshape(-1, logits.shape[^1]), labels.reshape(-1));

    private static (Tensor Ids, Tensor Mask) Padded(IReadOnlyList<int[]> rows, int pad, Device device)
    {
        var width = rows.Max(row => row.Length);
        var ids = tensor(rows.SelectMany(row => row.Select(id => (long)id).Concat(Enumerable.Repeat((long)pad, width - row.Length))).ToArray(), device: device).view(rows.Count, width);
        var mask = tensor(rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? 1L : 0)).ToArray(), device: device).view(rows.Count, width);
        return (ids, mask);
    }
}
