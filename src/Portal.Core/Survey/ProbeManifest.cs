using System.Text.Json;

namespace Portal.Core.Survey;

/// <summary>What the <c>manifest.json</c> of a probe set says about it, for readers and for the provenance of results.</summary>
/// <param name="Name">Short name: <c>wvs7</c>.</param>
/// <param name="Title">One line.</param>
/// <param name="Version">Version of the texts.</param>
/// <param name="Languages">BCP 47 tags; each has a file <c>{tag}.jsonl</c> in the folder, and no other is there.</param>
/// <param name="Probes">Number of probes per language.</param>
/// <param name="Authorship">Who wrote the texts.</param>
/// <param name="License">SPDX identifier or a sentence.</param>
/// <param name="Translation">How the languages other than the first came about: <c>not professionally translated</c>; <see langword="null"/> where there is one language.</param>
/// <param name="Review">Per language, who looked the texts over.</param>
public sealed record ProbeManifest(
    string Name,
    string Title,
    string Version,
    IReadOnlyList<string> Languages,
    int Probes,
    string Authorship,
    string License,
    string? Translation,
    IReadOnlyDictionary<string, string> Review)
{
    /// <summary>Reads and checks <c>manifest.json</c> against the files beside it.</summary>
    /// <param name="directory">The folder of the probe set: <c>data/probes/wvs7</c>.</param>
    /// <exception cref="SurveyException">The manifest is missing, wrong, or names other files than are there; the message names the field.</exception>
    public static ProbeManifest Load(string directory) => Manifest.Read(directory, (root, file) =>
    {
        var languages = Languages(root);
        return new ProbeManifest(
            Text("name"), Text("title"), Text("version"), languages, Count(), Text("authorship"), Text("license"),
            languages.Count > 1 ? Text("translation") : null, Review(root, languages));

        string Text(string field) =>
            root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!
            : throw Error(field, field == "translation"
                ? "is missing or not a text; say how the other languages came about, such as \"not professionally translated\""
                : "is missing or not a text; add it");

        int Count() => root.TryGetProperty("probes", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0
            ? count
            : throw Error("probes", "is missing or not a number above 0; give the number of probes per language");

        SurveyException Error(string field, string problem) => new(file, null, field, problem);

        List<string> Languages(JsonElement root)
        {
            if (!root.TryGetProperty("languages", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0
                || list.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String))
            {
                throw Error("languages", "is missing or not a list of texts; list the BCP 47 tags, such as [\"en\",\"de\"]");
            }
            var tags = list.EnumerateArray().Select(tag => tag.GetString()!).ToList();
            if (tags.Distinct().Count() < tags.Count) { throw Error("languages", "lists a language twice; remove one"); }
            var there = ProbeSet.Languages(directory);
            if (tags.Except(there).FirstOrDefault() is { } missing)
            {
                throw Error("languages", $"lists {missing}, but there is no {missing}.jsonl; add the file or remove the language");
            }
            if (there.Except(tags).FirstOrDefault() is { } unlisted)
            {
                throw Error("languages", $"does not list {unlisted}, but there is {unlisted}.jsonl; add the language or remove the file");
            }
            return tags;
        }

        Dictionary<string, string> Review(JsonElement root, List<string> languages)
        {
            if (root.TryGetProperty("review", out var review) && review.ValueKind == JsonValueKind.String && languages.Count == 1)
            {
                return new() { [languages[0]] = Text("review") };
            }
            if (review.ValueKind != JsonValueKind.Object || review.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
            {
                throw Error("review", "must be an object of one text per language, such as {\"en\":\"two passes by the authors\"}");
            }
            var texts = review.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);
            if (languages.Find(tag => string.IsNullOrWhiteSpace(texts.GetValueOrDefault(tag))) is { } silent)
            {
                throw Error("review", $"says nothing of {silent}; add who looked its texts over");
            }
            if (texts.Keys.Except(languages).FirstOrDefault() is { } stranger)
            {
                throw Error("review", $"names {stranger}, which is none of the languages; remove it");
            }
            return texts;
        }
    });
}
