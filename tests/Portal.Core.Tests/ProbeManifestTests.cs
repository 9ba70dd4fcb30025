using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class ProbeManifestTests
{
    private const string Good = """
        {
          "name": "small", "title": "Small probes", "version": "1.2.3", "languages": ["en", "de"], "probes": 2,
          "authorship": "written for a test", "license": "CC0-1.0", "translation": "not professionally translated",
          "review": { "en": "two passes", "de": "back-translated once" }
        }
        """;

    [Fact]
    public void The_projects_manifest_fits_its_files()
    {
        var manifest = ProbeManifest.Load(ProjectFiles.ProbeFolder);
        Assert.Equal(("wvs7", "CC-BY-4.0", 237), (manifest.Name, manifest.License, manifest.Probes));
        Assert.Equal(ProbeSet.Languages(ProjectFiles.ProbeFolder), manifest.Languages.Order(StringComparer.Ordinal));
        Assert.Equal(manifest.Languages.Count, manifest.Review.Count);
        Assert.Equal(manifest.Languages.Count > 1, manifest.Translation is not null);
    }

    [Fact]
    public void Says_who_wrote_and_reviewed_the_texts()
    {
        using var folder = Folder(Good);
        var manifest = ProbeManifest.Load(folder.Folder);
        Assert.Equal(("1.2.3", "written for a test", "not professionally translated", "back-translated once"), (manifest.Version, manifest.Authorship, manifest.Translation, manifest.Review["de"]));
    }

    [Theory]
    [InlineData("\"license\"", "\"licence\"", "license", "is missing or not a text")]
    [InlineData("\"written for a test\"", "\" \"", "authorship", "is missing or not a text")]
    [InlineData("\"translation\"", "\"translated\"", "translation", "say how the other languages came about")]
    [InlineData("[\"en\", \"de\"]", "[\"en\"]", "languages", "does not list de, but there is de.jsonl")]
    [InlineData("[\"en\", \"de\"]", "[\"en\", \"de\", \"fr\"]", "languages", "lists fr, but there is no fr.jsonl")]
    [InlineData("[\"en\", \"de\"]", "[\"en\", \"de\", \"de\"]", "languages", "lists a language twice")]
    [InlineData("[\"en\", \"de\"]", "\"en\"", "languages", "is missing or not a list of texts")]
    [InlineData("\"probes\": 2", "\"probes\": 0", "probes", "is missing or not a number above 0")]
    [InlineData("\"back-translated once\"", "\"\"", "review", "says nothing of de")]
    [InlineData("\"back-translated once\"", "\"once\", \"fr\": \"never\"", "review", "names fr, which is none of the languages")]
    [InlineData("{ \"en\": \"two passes\", \"de\": \"back-translated once\" }", "\"two passes\"", "review", "must be an object of one text per language")]
    [InlineData("\"small\"", "\"\\uD800\"", null, "is not valid JSON")]
    public void What_is_missing_is_named(string old, string with, string? field, string problem)
    {
        Assert.Contains(old, Good, StringComparison.Ordinal);
        using var folder = Folder(Good.Replace(old, with, StringComparison.Ordinal));
        var error = Assert.Throws<SurveyException>(() => ProbeManifest.Load(folder.Folder));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((Path.Combine(folder.Folder, "manifest.json"), field), (error.File, error.Field));
    }

    private static SmallSurvey Folder(string manifest)
    {
        var folder = new SmallSurvey();
        folder.Write("manifest.json", manifest);
        folder.Write("en.jsonl", "");
        folder.Write("de.jsonl", "");
        return folder;
    }
}
