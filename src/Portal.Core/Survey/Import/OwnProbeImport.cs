using System.Text;
using System.Text.Json;

namespace Portal.Core.Survey.Import;

/// <summary>
/// One's own probes: JSON lines like the bundled ones, a file per language, with any of the survey's probes. A line may carry an id of one's own when
/// <c>question</c> names the survey's probe that it asks; it is stored under that probe's id, and the manifest keeps one's own.
/// </summary>
public static class OwnProbeImport
{
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads the files. Any fault refuses the import, and all are listed.</summary>
    /// <param name="source">A folder, an archive or a file; files are named after their languages: <c>de.jsonl</c>.</param>
    /// <param name="survey">Knows the probes.</param>
    public static PreparedImport Read(ImportSource source, SurveyData survey)
    {
        var (log, folder) = (new ImportLog("probes"), new ProbeFolder(survey));
        try
        {
            foreach (var name in source.NamesEnding(".jsonl")) { new FileReader(name, survey, log, folder).Read(source); }
        }
        catch (SurveyException error)
        {
            log.Refuse(error, source.Path);
        }
        return folder.Prepare(log, ("Probes of one's own", "not stated", "not stated", "none here"));
    }

    private sealed class FileReader(string file, SurveyData survey, ImportLog log, ProbeFolder folder)
    {
        private readonly string _language = ProbeFolder.LanguageOf(file);
        private int _rows;
        private int _imported;

        public void Read(ImportSource source)
        {
            using var stream = source.Open(file, source.Limits.SmallFileBytes);
            try
            {
                foreach (var (index, text) in Encoding.UTF8.GetString(stream.ReadToEnd()).TrimStart('\uFEFF').Split('\n').Index())
                {
                    if (string.IsNullOrWhiteSpace(text)) { continue; }
                    _rows++;
                    if (Import(index + 1, text)) { _imported++; }
                }
            }
            finally
            {
                log.Add(file, stream, _rows, _imported);
            }
        }

        private bool Import(int line, string text)
        {
            try
            {
                using var document = JsonDocument.Parse(text, StrictJson);
                return Import(line, document.RootElement);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)      // the latter: half a surrogate pair
            {
                return Refuse(line, null, $"is not valid JSON ({error.Message}); every line holds one whole object");
            }
        }

        private bool Import(int line, JsonElement row)
        {
            if (row.ValueKind != JsonValueKind.Object) { return Refuse(line, null, "a JSON object is expected, such as {\"id\":...,\"template\":...,\"candidates\":[...,...]}"); }
            foreach (var property in row.EnumerateObject())
            {
                if (property.Name is not ("id" or "question" or "template" or "candidates"))
                {
                    return Refuse(line, property.Name, "is not a field of a probe; the fields are id, question (where the id is your own), template, candidates");
                }
            }
            if (Text("id") is not { } id) { return Refuse(line, "id", "is missing or not a text; add it"); }
            if (Text("template") is not { } template) { return Refuse(line, "template", "is missing or not a text; add it"); }
            if (!row.TryGetProperty("candidates", out var candidates) || candidates.ValueKind != JsonValueKind.Array || candidates.GetArrayLength() != 2
                || candidates.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String))
            {
                return Refuse(line, "candidates", "must be a list of two texts, such as [\"important\",\"unimportant\"]");
            }
            var field = row.TryGetProperty("question", out _) ? "question" : "id";
            if (Text(field) is not { } asked) { return Refuse(line, field, "is not a text"); }
            if (survey.FindQuestion(asked) is not { } question) { return Refuse(line, field, Unknown(asked, field)); }
            var (first, second) = (candidates[0].GetString()!, candidates[1].GetString()!);
            var problems = ProbeRules.Check(template, first, second);
            foreach (var problem in problems)
            {
                Refuse(line, problem.Field == "template" ? "template" : "candidates", problem.Field == "template" ? problem.Problem : $"the {problem.Field} {problem.Problem}");
            }
            if (problems.Count > 0) { return false; }
            var probe = new Probe(question.ProbeId!, question.Question, question.Category, _language, template, first, second);
            if (!folder.TryAdd(probe)) { return Refuse(line, field, $"{probe.Id} has a probe already; a set has one of each, put the other into a set of its own"); }
            if (id != probe.Id)
            {
                folder.Rename(probe, id);
                log.Add(file, line, "id", ImportAction.Noted, $"is stored as {probe.Id}; the manifest keeps the id given");
            }
            return true;

            string? Text(string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }

        private string Unknown(string asked, string field)
        {
            var probes = survey.Questions.Where(q => q.Question == asked && q.ProbeId is not null).Select(q => q.ProbeId!).ToList();
            if (probes.Count > 0) { return $"{asked} has several probes; name {string.Join(" or ", probes)}"; }
            var near = Suggestion.Question(Suggestion.For(asked, survey.ProbeIds));
            return field == "id" && near.Length == 0
                ? "is none of the survey's probes; add \"question\" with the probe that it asks, such as \"Q6\""
                : $"the survey has no probe of that name{near}";
        }

        private bool Refuse(int line, string? field, string reason)
        {
            log.Add(file, line, field, ImportAction.Refused, reason);
            return false;
        }
    }
}
