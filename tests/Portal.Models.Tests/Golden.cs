using System.Text.Json;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Tests;

/// <summary>A folder of reference values: a checkpoint, its inputs (<c>golden.json</c>) and expected tensors (<c>golden.safetensors</c>).</summary>
internal sealed class Golden : IDisposable
{
    private readonly JsonElement _description;
    private readonly SafeTensors _expected;

    public Golden(string model)
    {
        Folder = Path.Combine(AppContext.BaseDirectory, "golden", "models", model);
        _description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "golden.json"))).RootElement;
        _expected = SafeTensors.Open(Path.Combine(Folder, "golden.safetensors"));
    }

    public string Folder { get; }

    /// <summary>Ten times the float32-to-float64 error of the reference, at least 1e-4.</summary>
    public double ForwardTolerance => Tolerance("forward");

    /// <summary>The same for gradients, at least 1e-5.</summary>
    public double GradientTolerance => Tolerance("gradients");

    public IEnumerable<string> Names => _expected.Tensors.Keys;

    public JsonElement Case(string name) => _description.GetProperty("cases").GetProperty(name);

    public IEnumerable<(int Layer, int Head)> MaskedHeads => Masked("head_mask");

    /// <summary>The heads that <c>heads_masked</c> turns off in one of the masks.</summary>
    public IEnumerable<(int Layer, int Head)> Masked(string mask) =>
        _description.GetProperty("masked_heads").GetProperty(mask).EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()));

    /// <summary>An expected tensor.</summary>
    public Tensor this[string name] => _expected.Read(name);

    /// <summary>A two-dimensional integer input, [rows, columns].</summary>
    public Tensor Input(string name, string field) => Matrix(Case(name).GetProperty(field));

    private double Tolerance(string kind) =>
        _description.TryGetProperty("suggested_atol_fp32_cpu", out var tolerances) ? tolerances.GetProperty(kind).GetDouble() : 1e-4;

    private static Tensor Matrix(JsonElement rows)
    {
        var values = rows.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetInt64())).ToArray();
        return tensor(values).view(rows.GetArrayLength(), -1);
    }

    public void Dispose() => _expected.Dispose();
}
