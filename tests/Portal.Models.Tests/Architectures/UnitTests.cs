using System.Text.Json;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests.Architectures;

/// <summary>The parts that a re-implementation usually gets wrong, each against the reference's own function. Tolerance 1e-6: float32.</summary>
public sealed class UnitTests : IDisposable
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "golden", "units");
    private static readonly JsonElement _units = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "units.json"))).RootElement;
    private readonly SafeTensors _expected = SafeTensors.Open(Path.Combine(_folder, "units.safetensors"));
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Activations_are_the_references()
    {
        var x = _expected.Read("activations/x");
        TensorAssert.Close(_expected.Read("activations/gelu"), x.gelu(), 1e-6);
        TensorAssert.Close(_expected.Read("activations/gelu_new"), x.gelu(TorchSharp.Modules.GELU.Approximate.tanh), 1e-6);
        TensorAssert.Close(_expected.Read("activations/bloom_gelu"), x.gelu(TorchSharp.Modules.GELU.Approximate.tanh), 1e-6);
        TensorAssert.Close(_expected.Read("activations/silu"), nn.functional.silu(x), 1e-6);
    }

    [Theory]
    [InlineData("layer_norm_1e-5", 1e-5)]
    [InlineData("layer_norm_1e-12", 1e-12)]
    [InlineData("cohere_layer_norm_1e-5", 1e-5)]
    [InlineData("llama_rms_norm_1e-5", 1e-5)]
    [InlineData("t5_layer_norm_1e-6", 1e-6)]
    public void Norms_are_the_references(string name, double epsilon)
    {
        var given = new Dictionary<string, Tensor> { ["norm.weight"] = _expected.Read("norms/weight"), ["norm.bias"] = _expected.Read("norms/bias") };
        using var store = new GivenWeights(given);
        var (x, weights) = (_expected.Read("norms/x"), new Weights(store) / "norm");
        var normed = name.Contains("rms", StringComparison.Ordinal) || name.Contains("t5", StringComparison.Ordinal)
            ? new RmsNorm(weights, 16, epsilon).Forward(x)
            : new LayerNorm(weights, 16, epsilon, bias: !name.StartsWith("cohere", StringComparison.Ordinal)).Forward(x);
        TensorAssert.Close(_expected.Read($"norms/{name}"), normed, 1e-6);
    }

    [Theory]
    [InlineData("llama", 10000)]
    [InlineData("llama", 500000)]
    [InlineData("cohere", 10000)]
    [InlineData("cohere", 500000)]
    public void Rotary_tables_are_the_references(string family, double theta)
    {
        var (cos, sin) = new Rotary(16, theta, scaling: null).At(arange(64, dtype: ScalarType.Int64).unsqueeze(0));
        // Cohere's tables list each pair's angle twice in a row; the pairing is Rotary.Apply's here, so the angles are compared.
        Tensor Angles(Tensor table) => family == "cohere" ? table.view(64, 8, 2).select(2, 0) : table.narrow(1, 0, 8);
        TensorAssert.Close(Angles(_expected.Read($"rope/{family}/{theta}/cos")), cos[0, 0].narrow(1, 0, 8), 1e-6);
        TensorAssert.Close(Angles(_expected.Read($"rope/{family}/{theta}/sin")), sin[0, 0].narrow(1, 0, 8), 1e-6);
    }

    [Fact]
    public void Slopes_of_linear_position_biases_are_the_references_exactly()
    {
        var slopes = _units.GetProperty("alibi").GetProperty("slopes").EnumerateObject().ToList();
        Assert.True(slopes.Count > 16);
        Assert.All(slopes, entry => Assert.Equal(
            entry.Value.EnumerateArray().Select(slope => (float)slope.GetDouble()), Bloom.Slopes(int.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Relative_position_buckets_are_the_references_exactly()
    {
        var buckets = _units.GetProperty("t5_buckets");
        var distances = buckets.GetProperty("relative_position").EnumerateArray().Select(distance => distance.GetInt64()).ToList();
        Assert.All(buckets.GetProperty("cases").EnumerateArray(), example => Assert.Equal(
            example.GetProperty("bucket").EnumerateArray().Select(bucket => bucket.GetInt64()),
            distances.Select(distance => Mt5.Bucket(
                distance, example.GetProperty("bidirectional").GetBoolean(), example.GetProperty("num_buckets").GetInt32(), example.GetProperty("max_distance").GetInt32()))));
    }

    [Fact]
    public void Positions_of_RoBERTa_are_the_references_exactly()
    {
        var example = _units.GetProperty("roberta_position_ids");
        Assert.Equal(Flat(example.GetProperty("position_ids")), XlmRoberta.PositionIds(Matrix(example.GetProperty("input_ids")), example.GetProperty("padding_idx").GetInt32()).data<long>().ToArray());
    }

    [GoldenTheory]
    [InlineData("bart", "bart_pad1_start2")]
    [InlineData("mt5", "mt5_pad0_start0")]
    public void Labels_are_shifted_as_in_the_reference(string checkpoint, string expected)
    {
        using var golden = Golden.Open(checkpoint);
        using var model = golden.OpenModel<Seq2SeqModel>();
        var shift = _units.GetProperty("shift");
        Assert.Equal(Flat(shift.GetProperty(expected)), model.ShiftRight(Matrix(shift.GetProperty("labels"))).data<long>().ToArray());
    }

    public void Dispose()
    {
        _scope.Dispose();
        _expected.Dispose();
    }

    private static Tensor Matrix(JsonElement rows) => tensor(Flat(rows)).view(rows.GetArrayLength(), -1);

    private static long[] Flat(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetInt64()))];

    /// <summary>Weights that a test hands in.</summary>
    private sealed class GivenWeights(Dictionary<string, Tensor> given) : WeightStore
    {
        public override IReadOnlyList<string> UnusedKeys => [];

        public override bool Has(string name) => given.ContainsKey(name);

        protected override Tensor Create(string name, ReadOnlySpan<long> shape) => given[name];
    }
}
