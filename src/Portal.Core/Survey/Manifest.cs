using System.Text.Json;

namespace Portal.Core.Survey;

/// <summary>The <c>manifest.json</c> beside a data set, of which results quote the version.</summary>
internal static class Manifest
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The data set's version.</summary>
    /// <exception cref="SurveyException">The file is missing, is not JSON, or names no version.</exception>
    public static string Version(string directory) => Read(directory, (root, file) =>
        root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String && version.GetString() is { Length: > 0 } text
            ? text
            : throw new SurveyException(file, null, "version", "is missing or not a text; add it, such as \"1.0.0\""));

    /// <summary>What <paramref name="take"/> makes of the manifest's root and the file's path.</summary>
    /// <exception cref="SurveyException">The file is missing or is not a JSON object.</exception>
    public static T Read<T>(string directory, Func<JsonElement, string, T> take)
    {
        var file = Path.Combine(directory, "manifest.json");
        if (!File.Exists(file)) { throw new SurveyException(file, null, null, "the file is missing; results must be able to name the version of their data"); }
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(file), Strict);
            return manifest.RootElement.ValueKind == JsonValueKind.Object
                ? take(manifest.RootElement, file)
                : throw new SurveyException(file, null, null, "is not a JSON object; write {\"version\":\"1.0.0\", ...}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)       // the latter: an escape that is half a character
        {
            throw new SurveyException(file, (int?)(error as JsonException)?.LineNumber + 1, null, $"is not valid JSON ({error.Message})", error);
        }
    }
}
