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
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw new ArgumentException($"{file}, line {index + 1}: {(error is KeyNotFoundException ? "a field is missing" : error.Message)}", error);
            }
        }
        return items.Count > 0 ? items : throw new ArgumentException($"{file} holds no line");
    }

    /// <summary>A field that must be there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static JsonElement Field(this JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var value) ? value : throw new FormatException($"field '{name}' is missing");
}
