using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>
/// Reads and checks the header of a safetensors file. Every rule of the format is enforced: the header's length, its encoding, unique keys,
/// known element types, sizes without overflow, and offsets that cover the data exactly once, in order, without holes.
/// </summary>
internal static class SafeTensorsHeader
{
    /// <summary>The format's own limit on the header's length, bytes.</summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>Dimensions that a tensor may have: libtorch's own limit.</summary>
    public const int MaximumRank = 64;

    private static readonly Dictionary<string, (ScalarType Type, int Size)> ElementTypes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = (ScalarType.Bool, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["I8"] = (ScalarType.Int8, 1),
        ["I16"] = (ScalarType.Int16, 2),
        ["I32"] = (ScalarType.Int32, 4),
        ["I64"] = (ScalarType.Int64, 8),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["F32"] = (ScalarType.Float32, 4),
        ["F64"] = (ScalarType.Float64, 8),
    };

    /// <summary>The name under which the format stores <paramref name="type"/>, and the bytes of one element.</summary>
    /// <exception cref="NotSupportedException">The format has no such element type.</exception>
    public static (string Name, int Size) Describe(ScalarType type)
    {
        foreach (var (name, entry) in ElementTypes)
        {
            if (entry.Type == type) { return (name, entry.Size); }
        }
        throw new NotSupportedException($"safetensors cannot store {type}");
    }

    /// <summary>Parses the header of a file of <paramref name="fileLength"/> bytes.</summary>
    /// <param name="file">Path, for messages.</param>
    /// <param name="header">The header's bytes, without the eight that give its length.</param>
    /// <param name="fileLength">Length of the whole file, bytes.</param>
    /// <exception cref="CheckpointException">A rule of the format is broken; the message names file and key.</exception>
    public static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(
        string file, ReadOnlyMemory<byte> header, long fileLength)
    {
        if (header.Length == 0 || header.Span[0] != (byte)'{') { throw Broken(file, "the header does not start with '{'"); }
        if (!Utf8.IsValid(header.Span)) { throw Broken(file, "the header is not valid UTF-8"); }
        using var document = BoundedJson.Parse(file, "the header", header);
        try
        {
            var dataStart = 8L + header.Length;
            var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
            IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!seen.Add(property.Name)) { throw Broken(file, $"key '{property.Name}' stands twice in the header"); }
                if (property.Name == "__metadata__") { metadata = ParseMetadata(file, property.Value); }
                else { tensors.Add(property.Name, ParseTensor(file, property, dataStart)); }
            }
            CheckCoverage(file, tensors.Values, dataStart, fileLength);
            return (tensors, metadata);
        }
        catch (InvalidOperationException error)
        {
            throw new CheckpointException($"{file}: the header holds a string that is not text ({error.Message}); the file is damaged: fetch or write it again", error);
        }
    }

    private static Dictionary<string, string> ParseMetadata(string file, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) { throw Broken(file, "__metadata__ is not an object"); }
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in value.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String) { throw Broken(file, $"__metadata__ '{entry.Name}' is not a string"); }
            if (!metadata.TryAdd(entry.Name, entry.Value.GetString()!)) { throw Broken(file, $"__metadata__ '{entry.Name}' stands twice"); }
        }
        return metadata;
    }

    private static StoredTensor ParseTensor(string file, JsonProperty property, long dataStart)
    {
        var (name, value) = (property.Name, property.Value);
        if (value.ValueKind != JsonValueKind.Object) { throw Broken(file, $"key '{name}': not an object"); }
        JsonElement? dtype = null, shape = null, offsets = null;
        foreach (var field in value.EnumerateObject())
        {
            ref var slot = ref dtype;
            switch (field.Name)
            {
                case "dtype": break;
                case "shape": slot = ref shape; break;
                case "data_offsets": slot = ref offsets; break;
                default: throw Broken(file, $"key '{name}': unknown field '{field.Name}'; a tensor has dtype, shape and data_offsets");
            }
            if (slot is not null) { throw Broken(file, $"key '{name}': field '{field.Name}' stands twice"); }
            slot = field.Value;
        }
        if (dtype is not { ValueKind: JsonValueKind.String }) { throw Broken(file, $"key '{name}': dtype is missing or not a string"); }
        if (!ElementTypes.TryGetValue(dtype.Value.GetString()!, out var element))
        {
            throw Broken(file, $"key '{name}': dtype '{dtype.Value.GetString()}' is not supported; supported are {string.Join(", ", ElementTypes.Keys)}");
        }
        var sizes = Integers(file, name, "shape", shape);
        var range = Integers(file, name, "data_offsets", offsets);
        if (range.Length != 2 || range[0] > range[1])
        {
            throw Broken(file, $"key '{name}': data_offsets must be [begin, end] with begin <= end");
        }
        long expected = element.Size;
        try
        {
            foreach (var size in sizes) { expected = checked(expected * Math.Max(size, 1)); }
            if (sizes.Contains(0)) { expected = 0; }
            _ = checked(dataStart + range[1]);
        }
        catch (OverflowException)
        {
            throw Broken(file, $"key '{name}': shape [{string.Join(", ", sizes)}] x {dtype.Value.GetString()} overflows a 64-bit byte count");
        }
        if (range[1] - range[0] != expected)
        {
            throw Broken(file, string.Create(CultureInfo.InvariantCulture,
                $"key '{name}': shape [{string.Join(", ", sizes)}] x {dtype.Value.GetString()} takes {expected} bytes, data_offsets cover {range[1] - range[0]}"));
        }
        return new StoredTensor(name, element.Type, sizes, dataStart + range[0], expected);
    }

    private static long[] Integers(string file, string name, string field, JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Array }) { throw Broken(file, $"key '{name}': {field} is missing or not an array"); }
        if (value.Value.GetArrayLength() > MaximumRank) { throw Broken(file, $"key '{name}': {field} has {value.Value.GetArrayLength()} entries; {MaximumRank} are allowed"); }
        var numbers = new long[value.Value.GetArrayLength()];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (value.Value[i].ValueKind != JsonValueKind.Number || !value.Value[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                throw Broken(file, $"key '{name}': {field}[{i}] is not a non-negative 64-bit integer");
            }
        }
        return numbers;
    }

    private static void CheckCoverage(string file, IEnumerable<StoredTensor> tensors, long dataStart, long fileLength)
    {
        var position = dataStart;
        foreach (var tensor in tensors.OrderBy(t => t.Offset).ThenBy(t => t.Length))
        {
            if (tensor.Offset < position) { throw Broken(file, $"key '{tensor.Name}' overlaps the tensor before it"); }
            if (tensor.Offset > position)
            {
                throw Broken(file, $"a hole of {tensor.Offset - position} bytes lies before key '{tensor.Name}'");
            }
            position = tensor.Offset + tensor.Length;
            if (position > fileLength)
            {
                throw Broken(file, $"key '{tensor.Name}' ends {position - fileLength} bytes after the end of the file; the file is truncated");
            }
        }
        if (position != fileLength) { throw Broken(file, $"{fileLength - position} bytes after the last tensor belong to none"); }
    }

    public static CheckpointException Broken(string file, string what) => new($"{file}: {what}; the file is damaged: fetch or write it again");
}
