using System.Text.Json;
using Portal.Core;

namespace Portal.Web.Playground;

/// <summary>A request as it came in.</summary>
/// <param name="Request">The fields that could be read.</param>
/// <param name="Faults">What is wrong with the others, by field.</param>
public sealed record ReadRequest(PlaygroundRequest Request, IReadOnlyDictionary<string, string[]> Faults);

/// <summary>Reads the JSON of a request and says of every field at once what is wrong with it; the serializer stops at the first.</summary>
public sealed class RequestReader
{
    private const int LongestQuote = 40;
    private readonly Dictionary<string, string[]> _faults = [];

    private RequestReader() { }

    /// <exception cref="PlaygroundRequestException">It is no object.</exception>
    public static ReadRequest Read(JsonElement json)
    {
        var reader = new RequestReader();
        var fields = reader.Fields(json, "",
            "model", "country", "language", "probe", "question", "strategy", "demonstrations", "samples", "temperature", "seed");
        var request = new PlaygroundRequest
        {
            Model = reader.Text(fields, "model"),
            Country = reader.Text(fields, "country"),
            Language = reader.Text(fields, "language"),
            Probe = reader.Text(fields, "probe"),
            Question = reader.Question(fields),
            Strategy = reader.Text(fields, "strategy"),
            Demonstrations = (int?)reader.Whole(fields, "demonstrations", int.MaxValue, "a whole number, 1 or more"),
            Samples = (int?)reader.Whole(fields, "samples", int.MaxValue, $"a whole number from 1 to {TurnComposer.MaxSamples}"),
            Temperature = reader.Number(fields, "temperature", FormattableString.Invariant($"a number from 0 to {TurnComposer.MaxTemperature}")),
            Seed = reader.Whole(fields, "seed", long.MaxValue, $"a whole number from 0 to {TurnComposer.MaxSeed}"),
        };
        return new ReadRequest(request, reader._faults);
    }

    /// <summary>What is wrong with a body that is no object.</summary>
    public static PlaygroundRequestException NoObject(string? where = null) =>
        new(new Dictionary<string, string[]> { ["body"] = [$"is not a JSON object{where}; send one such as {{\"country\":\"PAK\",\"probe\":\"Q6\"}}"] });

    private PlaygroundQuestion? Question(Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue("question", out var json)) { return null; }
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add("question", $"is {Shown(json)}; give an object of template, first and second");
            return null;
        }
        var parts = Fields(json, "question.", "template", "first", "second");
        return new PlaygroundQuestion { Template = Text(parts, "question.template"), First = Text(parts, "question.first"), Second = Text(parts, "question.second") };
    }

    /// <summary>The fields that are there and not null, under their names in <paramref name="known"/>; names are read in any case.</summary>
    private Dictionary<string, JsonElement> Fields(JsonElement json, string prefix, params string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object) { throw NoObject(); }
        var (fields, seen) = (new Dictionary<string, JsonElement>(), new HashSet<string>());
        foreach (var property in json.EnumerateObject())
        {
            var name = Name(property);
            if (known.FirstOrDefault(field => string.Equals(field, name, StringComparison.OrdinalIgnoreCase)) is not { } field)
            {
                Add(prefix + name, $"is not a field of a request{Suggestion.Question(Suggestion.For(name, known))}; the fields are {string.Join(", ", known)}");
            }
            else if (!seen.Add(field)) { Add(prefix + field, "is given twice; give it once"); }
            else if (property.Value.ValueKind != JsonValueKind.Null) { fields[prefix + field] = property.Value; }
        }
        return fields;
    }

    private string? Text(Dictionary<string, JsonElement> fields, string field)
    {
        if (!fields.TryGetValue(field, out var json)) { return null; }
        try
        {
            if (json.ValueKind == JsonValueKind.String) { return json.GetString(); }
            Add(field, $"is {Shown(json)}; give a text in quotes");
        }
        catch (InvalidOperationException) { Add(field, "has half a character, a surrogate without the other one; give whole ones"); }
        return null;
    }

    private long? Whole(Dictionary<string, JsonElement> fields, string field, long most, string allowed)
    {
        if (!fields.TryGetValue(field, out var json)) { return null; }
        if (json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number <= most && number >= -most) { return number; }
        Add(field, $"is {Shown(json)}; give {allowed}");
        return null;
    }

    private double? Number(Dictionary<string, JsonElement> fields, string field, string allowed)
    {
        if (!fields.TryGetValue(field, out var json)) { return null; }
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number)) { return number; }
        Add(field, $"is {Shown(json)}; give {allowed}");
        return null;
    }

    private void Add(string field, string problem) => _faults[field] = [.. _faults.GetValueOrDefault(field, []), problem];

    private static string Name(JsonProperty property)
    {
        try { return property.Name; }
        catch (InvalidOperationException) { return "\uFFFD"; }      // half a character
    }

    private static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => json.GetRawText() is { Length: > LongestQuote } text ? text[..LongestQuote] + "…" : json.GetRawText(),
    };
}
