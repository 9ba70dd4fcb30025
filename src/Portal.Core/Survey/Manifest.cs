using System.Text.Json;

namespace Portal.Core.Survey;

/// <summary>The <c>manifest.json</c> beside a data set, of which results quote the version.</summary>
internal static class Manifest
{
    /// <summary>The data set's version.</summary>
    /// <exception cref="SurveyException">The file is missing, is not JSON, or names no version.</exception>
    public static string Version(string directory)
    {
        var file = Path.Combine(directory, "manifest.json");
        if (!File.Exists(file)) { throw new SurveyException(file, null, null, "the file is missing; results must be able to name the version of their data"); }
        try
        {
            using var manifest = JsonDocument.Parse(File.ReadAllBytes(file));
            return manifest.RootElement.ValueKind == JsonValueKind.Object && manifest.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.String && version.GetString() is { Length: > 0 } text
                ? text
                : throw new SurveyException(file, null, "version", "is missing or not a text; add it, such as \"1.0.0\"");
        }
        catch (JsonException error)
        {
            throw new SurveyException(file, (int?)error.LineNumber + 1, null, $"is not valid JSON ({error.Message})", error);
        }
    }
}
