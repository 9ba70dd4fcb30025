using System.Text.Json;

namespace Portal.Core.Survey;

/// <summary>The <c>manifest.json</c> beside a data set, of which results quote the version.</summary>
internal static class Manifest
{
    /// <summary>The data set's version.</summary>
    /// <exception cref="SurveyException">The file is missing, is not JSON, or names no version.</exception>
    public static string Version(string directory) => Read(directory, (manifest, file) =>
        manifest.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String && version.GetString() is { Length: > 0 } text
            ? text
            : throw new SurveyException(file, null, "version", "is missing or not a text; add it, such as \"1.0.0\""));

    /// <summary>Whether the data set holds some of the probes in use on purpose: <c>"subset": true</c>.</summary>
    /// <exception cref="SurveyException">The file is missing or is not JSON.</exception>
    public static bool IsSubset(string directory) =>
        Read(directory, (manifest, _) => manifest.TryGetProperty("subset", out var subset) && subset.ValueKind == JsonValueKind.True);

    private static T Read<T>(string directory, Func<JsonElement, string, T> read)
    {
        var file = Path.Combine(directory, "manifest.json");
        if (!File.Exists(file)) { throw new SurveyException(file, null, null, "the file is missing; results must be able to name the version of their data"); }
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(file));
            return manifest.RootElement.ValueKind == JsonValueKind.Object ? read(manifest.RootElement, file) : throw new SurveyException(file, null, null, "a JSON object is expected");
        }
        catch (JsonException error)
        {
            throw new SurveyException(file, (int?)error.LineNumber + 1, null, $"is not valid JSON ({error.Message})", error);
        }
    }
}
