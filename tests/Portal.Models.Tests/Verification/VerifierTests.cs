using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using Portal.Models.Verification;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Verification;

public sealed class VerifierTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("golden").FullName;

    public static TheoryData<string> Checkpoints => [.. Golden.Names];

    [GoldenTheory]
    [MemberData(nameof(Checkpoints))]
    public void Everything_that_the_reference_computed_is_computed_and_within_its_tolerance(string checkpoint)
    {
        var before = LiveTensors.Settled();

        var report = Verifier.Run(Golden.Folder(checkpoint), device: TestDevice.Current);

        Assert.NotEmpty(report.Comparisons);
        Assert.Empty(report.NotCompared);
        Assert.Equal(Expected(checkpoint).Order(StringComparer.Ordinal), report.Comparisons.Select(c => $"{c.Case}/{c.Tensor}").Concat(report.NotOffered).Order(StringComparer.Ordinal));
        Assert.All(report.Comparisons, comparison => Assert.True(comparison.Passes, comparison.ToString()));
        Assert.True(report.Passes);
        Assert.Equal(before, Tensor.TotalCount);
    }

    /// <summary>The tolerances are the README's: in the file, or the smallest that a file has.</summary>
    [Theory]
    [InlineData("mt5", 8e-4, 1e-3)]
    [InlineData("llama", 1e-4, 2e-5)]
    [InlineData("llama-bf16", 1e-4, 1e-5)]
    public void Tolerances_are_those_of_the_folder(string checkpoint, double forward, double gradients)
    {
        using var golden = GoldenFolder.Open(Golden.Folder(checkpoint));
        Assert.Equal(forward, golden.ForwardTolerance);
        Assert.Equal(gradients, golden.GradientTolerance);
    }

    [Fact]
    public void Every_family_has_a_folder() => Assert.Superset(
        ModelFamily.Types.Except(["t5"]).ToHashSet(), Golden.Names.Select(name => ModelConfig.Read(Path.Combine(Golden.Folder(name), "config.json")).ModelType).ToHashSet());

    /// <summary>A wrong convention shows far outside the tolerance, and in the values that it concerns.</summary>
    [GoldenTheory]
    [InlineData("llama", "rope_theta", "5e5", "single/logits")]
    [InlineData("llama", "rms_norm_eps", "1e-1", "batch/loss")]
    [InlineData("bloom-6heads", "apply_residual_connection_post_layernorm", "false", "batch/hidden_states/1")]
    [InlineData("cohere", "logit_scale", "1.0", "batch/token_logprobs")]
    [InlineData("mt5", "relative_attention_max_distance", "20", "long/logits")]
    [InlineData("bart", "scale_embedding", "true", "candidates/0/sum_span")]
    [InlineData("xlmr-mlm", "pad_token_id", "3", "pll/sum")]
    [InlineData("bert-mlm", "layer_norm_eps", "1e-1", "batch/head_importance")]
    public void A_wrong_constant_is_seen(string checkpoint, string field, string value, string tensor)
    {
        Copy(checkpoint);
        var config = Path.Combine(_copy, "config.json");
        var json = JsonNode.Parse(File.ReadAllText(config))!;
        json[field] = JsonNode.Parse(value);
        File.WriteAllText(config, json.ToJsonString());

        var report = Verifier.Run(_copy, device: TestDevice.Current);

        Assert.False(report.Passes);
        var comparison = report.Comparisons.Single(c => $"{c.Case}/{c.Tensor}" == tensor);
        Assert.True(comparison.Deviation > 10 * comparison.Tolerance, comparison.ToString());
    }

    [GoldenFact]
    public void A_tensor_that_nothing_is_computed_for_is_a_failure()
    {
        using var scope = NewDisposeScope();
        Copy("bart-noprefix");
        SafeTensors.Write(Path.Combine(_copy, "golden.safetensors"), [KeyValuePair.Create("single/logits", zeros([1, 2])), KeyValuePair.Create("single/novelty", zeros([1]))]);

        var report = Verifier.Run(_copy, device: TestDevice.Current);

        Assert.Equal(["single/novelty"], report.NotCompared);
        Assert.Equal(double.PositiveInfinity, report.Comparisons.Single().Deviation);          // the shapes differ
        Assert.False(report.Passes);
    }

    [Theory]
    [InlineData("{}", "field 'cases' is missing")]
    [InlineData("""{"cases":{"single":{}}}""", "field 'cases.single.input_ids' is missing")]
    [InlineData("""{"cases":{"single":{"input_ids":[["one"]]}}}""", "field 'cases.single.input_ids' is no table of integers")]
    public void A_damaged_description_is_refused_with_its_field(string description, string message)
    {
        Copy("llama");
        File.WriteAllText(Path.Combine(_copy, "golden.json"), description);
        var error = Assert.Throws<CheckpointException>(() => Verifier.Run(_copy));
        Assert.Contains("golden.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [GpuFact]
    public void Every_folder_passes_on_the_GPU() => Assert.All(Golden.Names, name =>
    {
        var report = Verifier.Run(Golden.Folder(name), device: CUDA);
        Assert.Empty(report.NotCompared);
        Assert.DoesNotContain(report.Comparisons, comparison => !comparison.Passes);
    });

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private static IEnumerable<string> Expected(string checkpoint)
    {
        using var file = File.OpenRead(Path.Combine(Golden.Folder(checkpoint), "golden.safetensors"));
        var length = new byte[8];
        file.ReadExactly(length);
        var header = new byte[BitConverter.ToInt64(length)];
        file.ReadExactly(header);
        using var names = JsonDocument.Parse(header);
        return [.. names.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => name != "__metadata__")];
    }

    private void Copy(string checkpoint)
    {
        foreach (var file in Directory.GetFiles(Golden.Folder(checkpoint))) { File.Copy(file, Path.Combine(_copy, Path.GetFileName(file))); }
    }
}
