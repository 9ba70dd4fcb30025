using System.Text.Json;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Verification;

/// <summary>
/// A checkpoint beside what the reference computes with it: inputs in <c>golden.json</c>, expected tensors in <c>golden.safetensors</c>, named <c>case/tensor</c>.
/// </summary>
public sealed class GoldenFolder : IDisposable
{
    /// <summary>The smallest tolerance that a folder gives; one that gives none has it.</summary>
    private const double LeastForward = 1e-4, LeastGradient = 1e-5;

    private readonly JsonElement _description;
    private readonly SafeTensors _expected;

    private GoldenFolder(string folder, JsonElement description, SafeTensors expected, Device device) =>
        (Folder, _description, _expected, Device) = (folder, description, expected, device);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Where inputs are created and models opened; expected tensors stay on the CPU.</summary>
    public Device Device { get; }

    /// <summary>Ten times the reference's own float32-to-float64 error, at least 1e-4.</summary>
    public double ForwardTolerance => Tolerance("forward", LeastForward);

    /// <summary>The same of gradients, at least 1e-5.</summary>
    public double GradientTolerance => Tolerance("gradients", LeastGradient);

    /// <summary>Names of the expected tensors.</summary>
    public IEnumerable<string> Names => _expected.Tensors.Keys;

    /// <param name="folder">Holds config.json, weights, golden.json and golden.safetensors.</param>
    /// <param name="device">By default the CPU.</param>
    /// <exception cref="CheckpointException">One of the two files is missing or damaged; the message names it.</exception>
    public static GoldenFolder Open(string folder, Device? device = null)
    {
        var (description, expected) = (Path.Combine(folder, "golden.json"), Path.Combine(folder, "golden.safetensors"));
        if (!File.Exists(description)) { throw new CheckpointException($"{description} does not exist; a model is verified in a folder that holds golden.json and golden.safetensors"); }
        using var document = BoundedJson.Read(description);
        var root = document.RootElement.Clone();
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException($"{description}: field 'cases' is missing, expected an object of inputs by case");
        }
        return new GoldenFolder(folder, root, SafeTensors.Open(expected), device ?? CPU);
    }

    /// <summary>The folder's model, on <see cref="Device"/>.</summary>
    /// <typeparam name="T">As in <see cref="ModelFamily.Open"/>.</typeparam>
    public T OpenModel<T>(ScalarType dtype = ScalarType.Float32)
        where T : PretrainedModel => ModelFamily.Open<T>(Folder, dtype, Device);

    /// <summary>Whether there is such a case.</summary>
    public bool HasCase(string name) => _description.GetProperty("cases").TryGetProperty(name, out _);

    /// <summary>The inputs of a case.</summary>
    /// <exception cref="CheckpointException">There is no such case.</exception>
    public JsonElement Case(string name) => _description.GetProperty("cases").TryGetProperty(name, out var inputs) ? inputs : throw Missing($"cases.{name}");

    /// <summary>Whether a case has an input of this name.</summary>
    public bool HasInput(string name, string field) => Case(name).TryGetProperty(field, out _);

    /// <summary>An integer input on <see cref="Device"/>: [rows, columns], or [rows] where golden.json has a plain list.</summary>
    /// <exception cref="CheckpointException">It is missing, or no table of integers.</exception>
    public Tensor Input(string name, string field)
    {
        var rows = Field(name, field);
        try
        {
            if (rows[0].ValueKind != JsonValueKind.Array) { return tensor(Integers(rows), device: Device); }
            return tensor(rows.EnumerateArray().SelectMany(Integers).ToArray(), device: Device).view(rows.GetArrayLength(), -1);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new CheckpointException($"{Path.Combine(Folder, "golden.json")}: field 'cases.{name}.{field}' is no table of integers ({error.Message})", error);
        }
    }

    /// <summary>Lists of ids of unequal lengths.</summary>
    public IReadOnlyList<int[]> Lists(string name, string field) => [.. Field(name, field).EnumerateArray().Select(list => list.EnumerateArray().Select(id => id.GetInt32()).ToArray())];

    /// <summary>A single integer.</summary>
    public int Number(string name, string field) => Field(name, field).GetInt32();

    /// <summary>The heads that the case <c>heads_masked</c> turns off in one of the masks.</summary>
    public IEnumerable<(int Layer, int Head)> MaskedHeads(string mask = "head_mask") =>
        _description.TryGetProperty("masked_heads", out var masks) && masks.TryGetProperty(mask, out var heads)
            ? heads.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32()))
            : throw Missing($"masked_heads.{mask}");

    /// <summary>An expected tensor, on the CPU.</summary>
    public Tensor this[string name] => _expected.Read(name);

    public void Dispose() => _expected.Dispose();

    private static long[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt64())];

    private JsonElement Field(string name, string field) => Case(name).TryGetProperty(field, out var value) ? value : throw Missing($"cases.{name}.{field}");

    private double Tolerance(string kind, double least) =>
        _description.TryGetProperty("suggested_atol_fp32_cpu", out var tolerances) ? tolerances.GetProperty(kind).GetDouble() : least;

    private CheckpointException Missing(string field) => new($"{Path.Combine(Folder, "golden.json")}: field '{field}' is missing; fetch the folder again");
}
