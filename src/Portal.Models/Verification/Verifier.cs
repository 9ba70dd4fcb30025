using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>Compares what this program computes with what the reference computed from the same checkpoint and inputs.</summary>
public static class Verifier
{
    /// <summary>Tensors of the reference that this program does not offer, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NotOffered { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["single/logits_native"] = "the reference in bfloat16 arithmetic, which differs from machine to machine: informative only",
        ["batch/seq_relationship_logits"] = "BERT's next-sentence head, which no family here has",
    };

    /// <summary>Opens the model of a golden folder and computes every case that the folder holds.</summary>
    /// <param name="dtype">Type of the weights and of the arithmetic; the tolerances are meant for float32.</param>
    /// <param name="device">By default the CPU.</param>
    /// <exception cref="CheckpointException">The checkpoint or the reference values cannot be read; the message names file and field.</exception>
    public static VerificationReport Run(string folder, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFolder.Open(folder, device);
        using var model = golden.OpenModel<PretrainedModel>(dtype);
        var comparisons = new Comparisons(golden);
        GoldenCases cases = model switch
        {
            CausalModel causal => new CausalCases(golden, causal, comparisons),
            EncoderModel encoder => new EncoderCases(golden, encoder, comparisons),
            Seq2SeqModel seq2seq => new Seq2SeqCases(golden, seq2seq, comparisons),
            _ => throw new CheckpointException($"{folder}: {model.GetType().Name} is of no kind that can be verified"),
        };
        cases.Run();
        var compared = comparisons.Made.Select(comparison => $"{comparison.Case}/{comparison.Tensor}").ToHashSet(StringComparer.Ordinal);
        var rest = golden.Names.Where(name => !compared.Contains(name)).Order(StringComparer.Ordinal).ToLookup(NotOffered.ContainsKey);
        return new VerificationReport(folder, ModelConfig.Read(Path.Combine(folder, "config.json")).ModelType, comparisons.Made, [.. rest[false]], [.. rest[true]]);
    }
}
