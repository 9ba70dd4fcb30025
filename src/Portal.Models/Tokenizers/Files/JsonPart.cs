using System.Text.Json;

namespace Portal.Models.Tokenizers.Files;

/// <summary>The way to a part of a JSON file; written out only when something is wrong there.</summary>
internal sealed record JsonPath(JsonPath? Parent, string? Field, int Index)
{
    public override string ToString() => Field is null ? $"{Parent}[{Index}]" : Parent is null or { Parent: null, Field: "" } ? Field : $"{Parent}.{Field}";
}

/// <summary>A part of a JSON file and the way to it, so that every complaint names the field.</summary>
internal readonly struct JsonPart(JsonElement element, JsonPath path)
{
    /// <summary>No vocabulary has ids beyond this; a file that names one is damaged.</summary>
    private const int LargestId = 1 << 24;

    public JsonElement Element => element;

    public JsonPath Path => path;

    public string Type => this["type"].Text();

    /// <summary>A field that must be there.</summary>
    public JsonPart this[string field] => Find(field) ?? throw Wrong($"{new JsonPath(path, field, 0)} is missing");

    /// <summary>A field, or null where it is absent or JSON's null.</summary>
    public JsonPart? Find(string field)
    {
        if (element.ValueKind != JsonValueKind.Object) { throw Expected("an object"); }
        return element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonPart(value, new JsonPath(path, field, 0)) : null;
    }

    public bool Flag(string field, bool absent = false) => Find(field)?.Boolean() ?? absent;

    public string Text()
    {
        if (element.ValueKind != JsonValueKind.String) { throw Expected("a text"); }
        try { return element.GetString()!; }
        catch (InvalidOperationException error) { throw new TokenizerException($"{path} is no valid Unicode", error); }
    }

    public bool Boolean() => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean() : throw Expected("true or false");

    public int Integer() => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) ? value : throw Expected("a whole number");

    public int Id() => Integer() is var id && id is >= 0 and <= LargestId ? id : throw Wrong($"{path} is {element.GetRawText()}, which is no token's id");

    public float Score() =>
        element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var value) && float.IsFinite(value) ? value : throw Expected("a finite number");

    public IEnumerable<JsonPart> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) { throw Expected("a list"); }
        var own = path;
        return element.EnumerateArray().Select((item, i) => new JsonPart(item, new JsonPath(own, null, i)));
    }

    public IEnumerable<(string Name, JsonPart Value)> Fields()
    {
        if (element.ValueKind != JsonValueKind.Object) { throw Expected("an object"); }
        var own = path;
        return element.EnumerateObject().Select(field => (Name(field, own), new JsonPart(field.Value, new JsonPath(own, field.Name, 0))));
    }

    public TokenizerException Unsupported(string what) => new($"{path}: {what} is not supported");

    public TokenizerException Expected(string what) => Wrong($"{(path.Field == "" ? "the file" : path)} should be {what} and is {Kind(element.ValueKind)}");

    private static TokenizerException Wrong(string message) => new(message);

    private static string Name(JsonProperty field, JsonPath path)
    {
        try { return field.Name; }
        catch (InvalidOperationException error) { throw new TokenizerException($"{path} has a field whose name is no valid Unicode", error); }
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number of another kind",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
