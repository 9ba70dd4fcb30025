using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Core.Survey.Import;

/// <summary>Probes of several languages on their way into a folder like <c>data/probes/wvs7</c>.</summary>
internal sealed partial class ProbeFolder(SurveyData survey)
{
    private static readonly JsonSerializerOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SortedDictionary<string, Dictionary<string, Probe>> _languages = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _ownIds = new(StringComparer.Ordinal);

    /// <summary>The language that a file is named after: <c>de.csv</c>, <c>sr-Latn.jsonl</c>.</summary>
    /// <exception cref="SurveyException">The name is no language tag.</exception>
    public static string LanguageOf(string file) => Path.GetFileNameWithoutExtension(file) is var tag && LanguageTag().IsMatch(tag)
        ? tag
        : throw new SurveyException(file, null, null, "the file's name is no language tag; name it as de, or sr-Latn, and the extension");

    /// <summary>Adds a probe.</summary>
    /// <returns>False when there is one with its id.</returns>
    public bool TryAdd(Probe probe)
    {
        if (!_languages.TryGetValue(probe.Language, out var probes)) { _languages.Add(probe.Language, probes = new(StringComparer.Ordinal)); }
        return probes.TryAdd(probe.Id, probe);
    }

    /// <summary>Remembers the id that a probe had in its own file.</summary>
    public void Rename(Probe probe, string ownId) => _ownIds[$"{probe.Language}/{probe.Id}"] = ownId;

    /// <summary>The import, ready to be written.</summary>
    /// <param name="log">What was found. Languages that lack probes in use are added to it.</param>
    /// <param name="describe">What the manifest says of authorship, licence and review.</param>
    /// <param name="options">The options that decide what is written.</param>
    public PreparedImport Prepare(ImportLog log, (string Title, string Authorship, string License, string Review) describe, string options = "")
    {
        var inUse = survey.Questions.Where(q => q.InUse).Select(q => q.ProbeId!).ToList();
        var subset = false;
        foreach (var (language, probes) in _languages)
        {
            var missing = inUse.Where(id => !probes.ContainsKey(id)).ToList();
            NoteOddities(language, probes.Values, log);
            if (missing.Count == 0) { continue; }
            subset = true;
            var names = string.Join(", ", missing.Take(10)) + (missing.Count > 10 ? ", ..." : "");
            log.Add(language, null, null, ImportAction.Noted, $"{missing.Count} of the {inUse.Count} probes in use are not there: {names}");
        }
        if (_languages.Count == 0 && !log.Refused) { log.Add("", null, null, ImportAction.Refused, "no probe can be imported"); }
        var report = log.Report(options);
        var sets = _languages.ToDictionary(l => l.Key, l => survey.ProbeIds.Where(l.Value.ContainsKey).Select(id => l.Value[id]).ToList());
        var files = new Dictionary<string, byte[]>
        {
            ["manifest.json"] = ImportLog.Json(new
            {
                name = report.Version,
                title = describe.Title,
                version = report.Version,
                languages = sets.Keys,
                files = sets.Keys.ToDictionary(language => language, language => language + ".jsonl"),
                probes = sets.Values.Select(s => s.Count).DefaultIfEmpty().Max(),
                subset,
                imported = true,
                survey = survey.Version,
                authorship = describe.Authorship,
                license = describe.License,
                review = describe.Review,
                sources = report.Files.ToDictionary(f => f.Name, f => f.Sha256),
                own_ids = _ownIds,
            }),
            ["import-report.json"] = ImportLog.Json(report),
        };
        foreach (var (language, probes) in sets)
        {
            var lines = probes.Select(p => JsonSerializer.Serialize(new { id = p.Id, template = p.Template, candidates = new[] { p.First, p.Second } }, Line) + "\n");
            files.Add(language + ".jsonl", Encoding.UTF8.GetBytes(string.Concat(lines)));
        }
        var preview = new ImportPreview(
            ["language", "id", "template", "first", "second"],
            [.. sets.SelectMany(s => s.Value.Take(ImportPreview.Length)).Select(p => new[] { p.Language, p.Id, p.Template, p.First, p.Second })]);
        return new PreparedImport(report, preview) { Files = files, Load = Load };
    }

    /// <summary>What the portal's own probes may not be, and others' are taken over with: letters of another script, sentences that occur twice.</summary>
    private static void NoteOddities(string language, IEnumerable<Probe> probes, ImportLog log)
    {
        var sentences = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var probe in probes)
        {
            foreach (var problem in LanguageRules.Check(language, probe.Template, probe.First, probe.Second))
            {
                log.Add(language, null, probe.Id, ImportAction.Noted, $"{problem.Field} {problem.Problem}; kept as it is");
            }
            foreach (var sentence in new[] { probe.Template, probe.Complete(Side.First), probe.Complete(Side.Second) }.Distinct())
            {
                if (!sentences.TryAdd(sentence, probe.Id)) { log.Add(language, null, probe.Id, ImportAction.Noted, $"\"{sentence}\" is also what {sentences[sentence]} says; kept as it is"); }
            }
        }
    }

    private void Load(string folder)
    {
        foreach (var language in _languages.Keys) { ProbeSet.Load(folder, language, survey); }
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();
}
