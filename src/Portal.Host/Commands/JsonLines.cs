using System.Text.Json;

namespace Portal.Host.Commands;

/// <summary>Files of one JSON object per line.</summary>
internal static class JsonLines
{
    /// <summary>Reads every line that is not empty.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    /// <exception cref="ArgumentException">A line is no such object; the message names file and line.</exception>
    public static List<T> Read<T>(string file, Func<JsonElement, T> read)
    {
        var items = new List<T>();
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            if (string.IsNullOrWhiteSpace(line)) { continue; }
            try
            {
                using var document = JsonDocument.Parse(line);
                items.Add(read(document.RootElement));
            }
            catch (Exception error) when (error is JsonException or FormatException)
            {
                throw new ArgumentException($"{file}, line {index + 1}: {error.Message}", error);
            }
        }
        return items.Count > 0 ? items : throw new ArgumentException($"{file} holds no line");
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="FormatException">It is not; the message names the field.</exception>
    public static string Text(this JsonElement line, string field) => Text(line.ValueKind == JsonValueKind.Object && line.TryGetProperty(field, out var value) ? value : default, field, "missing");

    /// <summary>Texts in a list; null where there is no such field.</summary>
    /// <exception cref="FormatException">It is no list of texts.</exception>
    public static List<string>? Texts(this JsonElement line, string field) =>
        line.ValueKind != JsonValueKind.Object || !line.TryGetProperty(field, out var list) ? null
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => Text(item, field, "no list of texts"))]
        : throw new FormatException($"field '{field}' is no list of texts");

    private static string Text(JsonElement value, string field, string otherwise) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Undefined => throw new FormatException($"field '{field}' is {otherwise}"),
        _ => throw new FormatException($"field '{field}' is {value.GetRawText()}, expected a text"),
    };
}
