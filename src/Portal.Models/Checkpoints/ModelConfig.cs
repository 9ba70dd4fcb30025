using System.Text.Json;

namespace Portal.Models.Checkpoints;

/// <summary>A checkpoint's <c>config.json</c>, read field by field; errors name the file and the field.</summary>
public sealed class ModelConfig
{
    private readonly string _name;
    private readonly JsonElement _root;

    private ModelConfig(string name, JsonElement root) => (_name, _root) = (name, root);

    /// <summary>The architecture's family: <c>llama</c>.</summary>
    public string ModelType => Text("model_type");

    /// <exception cref="CheckpointException">The file is missing or not a JSON object.</exception>
    public static ModelConfig Read(string file)
    {
        if (!File.Exists(file)) { throw new CheckpointException($"{file} does not exist; a checkpoint folder needs its config.json"); }
        try
        {
            using var document = BoundedJson.Read(file);
            return Parse(file, document);
        }
        catch (JsonException error)
        {
            throw new CheckpointException($"{file} is not a JSON object ({error.Message})", error);
        }
    }

    /// <summary>A configuration from text; <paramref name="name"/> stands in messages.</summary>
    public static ModelConfig Parse(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Parse(name, document);
    }

    private static ModelConfig Parse(string name, JsonDocument document)
    {
        if (document.RootElement.ValueKind != JsonValueKind.Object) { throw new JsonException("expected an object"); }
        return new ModelConfig(name, document.RootElement.Clone());
    }

    /// <summary>Number of fields.</summary>
    public int Count => _root.EnumerateObject().Count();

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => _root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A positive integer.</summary>
    public int Size(string field) =>
        Required(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw Wrong(field, "a positive integer");

    /// <summary>A positive integer, or <paramref name="absent"/>.</summary>
    public int Size(string field, int absent) => Has(field) ? Size(field) : absent;

    /// <summary>A finite number.</summary>
    public double Number(string field) =>
        Required(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong(field, "a number");

    /// <summary>A finite number, or <paramref name="absent"/>.</summary>
    public double Number(string field, double absent) => Has(field) ? Number(field) : absent;

    /// <summary>A truth value, or <paramref name="absent"/>.</summary>
    public bool Flag(string field, bool absent)
    {
        if (!Has(field)) { return absent; }
        return Required(field).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(field, "true or false"),
        };
    }

    /// <summary>A string.</summary>
    public string Text(string field) => Required(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Wrong(field, "a string");

    /// <summary>A string, or <paramref name="absent"/>.</summary>
    public string Text(string field, string absent) => Has(field) ? Text(field) : absent;

    /// <summary>One id or a list of ids (<c>eos_token_id</c> is either); absent is empty.</summary>
    public IReadOnlyList<int> Ids(string field)
    {
        if (!Has(field)) { return []; }
        var value = Required(field);
        try
        {
            return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(id => id.GetInt32())] : [value.GetInt32()];
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            throw Wrong(field, "a token id or a list of token ids");
        }
    }

    /// <summary>The object in <paramref name="field"/>, or null where it is absent.</summary>
    public ModelConfig? Section(string field) =>
        !Has(field) ? null
        : Required(field) is { ValueKind: JsonValueKind.Object } value ? new ModelConfig($"{_name}, {field}", value)
        : throw Wrong(field, "an object");

    /// <summary>An error about one field of this file.</summary>
    public CheckpointException Wrong(string field, string expected) =>
        new(_root.TryGetProperty(field, out var value)
            ? $"{_name}: field '{field}' is {value.GetRawText()}, expected {expected}"
            : $"{_name}: field '{field}' is missing, expected {expected}");

    private JsonElement Required(string field) => _root.TryGetProperty(field, out var value) ? value : throw Wrong(field, "a value");
}
