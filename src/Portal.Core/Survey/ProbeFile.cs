using System.Text;
using System.Text.Json;

namespace Portal.Core.Survey;

/// <summary>Reads a probe file and joins it with the survey's questions.</summary>
internal static class ProbeFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false };

    public static ProbeSet Read(string directory, string language, SurveyData survey)
    {
        var file = Path.Combine(directory, language + ".jsonl");
        if (!File.Exists(file))
        {
            var known = ProbeSet.Languages(directory);
            throw new SurveyException(file, null, null, known.Count == 0
                ? "the file is missing, and the folder has no other probes; restore it from the project's data/probes"
                : $"there are no probes in \"{language}\"; choose one of {string.Join(", ", known)}");
        }
        var probes = new Dictionary<string, Probe>(StringComparer.Ordinal);
        var sentences = new Dictionary<string, (int Line, string Id)>(StringComparer.Ordinal);      // templates and completed templates
        foreach (var (line, text) in Lines(file))
        {
            var probe = Parse(file, line, text, language, survey);
            if (!probes.TryAdd(probe.Id, probe)) { throw new SurveyException(file, line, "id", $"{probe.Id} is listed twice; remove one line"); }
            foreach (var (field, sentence) in new[] { ("template", probe.Template), ("candidates", probe.Complete(Side.First)), ("candidates", probe.Complete(Side.Second)) })
            {
                if (sentences.TryAdd(sentence, (line, probe.Id))) { continue; }
                var (other, id) = sentences[sentence];
                throw new SurveyException(file, line, field, $"\"{sentence}\" is also what {id} on line {other} says; reword one of the two");
            }
        }
        var missing = survey.Questions.Where(q => q.InUse && !probes.ContainsKey(q.ProbeId!)).Select(q => q.ProbeId).ToList();
        if (missing.Count > 0)
        {
            var names = string.Join(", ", missing.Take(10)) + (missing.Count > 10 ? ", ..." : "");
            throw new SurveyException(file, null, null, $"{missing.Count} probes are missing; add {names}");
        }
        var ordered = survey.Questions.Select(q => q.ProbeId is null ? null : probes.GetValueOrDefault(q.ProbeId)).OfType<Probe>();
        return new ProbeSet(language, Manifest.Version(directory), [.. ordered]);
    }

    private static Probe Parse(string file, int line, string text, string language, SurveyData survey)
    {
        try
        {
            using var document = JsonDocument.Parse(text, StrictJson);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw new SurveyException(file, line, null, "a JSON object is expected, such as {\"id\":...,\"template\":...,\"candidates\":[...,...]}");
            }
            foreach (var property in row.EnumerateObject())
            {
                if (property.Name is not ("id" or "template" or "candidates"))
                {
                    throw new SurveyException(file, line, property.Name, "is not a field of a probe; the fields are id, template, candidates");
                }
            }
            var (id, template) = (Text("id"), Text("template"));
            if (!row.TryGetProperty("candidates", out var candidates) || candidates.ValueKind != JsonValueKind.Array || candidates.GetArrayLength() != 2
                || candidates.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String))
            {
                throw new SurveyException(file, line, "candidates", "must be a list of two texts, such as [\"important\",\"unimportant\"]");
            }
            var (first, second) = (candidates[0].GetString()!, candidates[1].GetString()!);
            if (ProbeRules.Check(template, first, second).Concat(LanguageRules.Check(language, template, first, second)).FirstOrDefault() is { } problem)
            {
                throw problem.Field == "template"
                    ? new SurveyException(file, line, "template", problem.Problem)
                    : new SurveyException(file, line, "candidates", $"the {problem.Field} {problem.Problem}");
            }
            var question = survey.FindQuestion(id)
                ?? throw new SurveyException(file, line, "id", $"unknown probe \"{id}\"{Suggestion.Question(Suggestion.For(id, survey.ProbeIds))}");
            return new Probe(id, question.Question, question.Category, language, template, first, second);

            string Text(string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw new SurveyException(file, line, name, "is missing or not a text; add it");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)       // the latter: an escape that is half a character
        {
            throw new SurveyException(file, line, null, $"is not valid JSON ({error.Message}); every line holds one whole object", error);
        }
    }

    private static IEnumerable<(int Line, string Text)> Lines(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var line = 1; start < bytes.Length; line++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) { length = bytes.Length - start; }
            var text = Decode(file, line, bytes.AsSpan(start, length));
            if (!string.IsNullOrWhiteSpace(text)) { yield return (line, text); }
            start += length + 1;
        }
    }

    private static string Decode(string file, int line, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new SurveyException(file, line, null, "is not UTF-8; save the file as UTF-8", error);
        }
    }
}
