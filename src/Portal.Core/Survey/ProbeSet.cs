using System.Collections;

namespace Portal.Core.Survey;

/// <summary>The survey's probes in one language, in the survey's order. Immutable and safe to share between threads.</summary>
public sealed class ProbeSet : IReadOnlyList<Probe>
{
    private readonly IReadOnlyList<Probe> _probes;
    private readonly Dictionary<string, int> _positions;

    /// <summary>A set of probes of one language.</summary>
    /// <param name="language">BCP 47 tag.</param>
    /// <param name="version">Version of the set, for the provenance of results.</param>
    /// <param name="probes">The probes, in the survey's order.</param>
    /// <exception cref="ArgumentException">Two probes share an id, or their languages differ.</exception>
    public ProbeSet(string language, string version, IReadOnlyList<Probe> probes)
    {
        if (probes.FirstOrDefault(p => p.Language != language) is { } stranger)
        {
            throw new ArgumentException($"probe {stranger.Id} is in {stranger.Language}, not in {language}; a set has one language", nameof(probes));
        }
        Language = language;
        Version = version;
        _probes = probes;
        _positions = probes.Select((p, i) => (p.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>BCP 47 tag.</summary>
    public string Language { get; }

    /// <summary>Version of the set, from <c>manifest.json</c>.</summary>
    public string Version { get; }

    /// <summary>Number of probes.</summary>
    public int Count => _probes.Count;

    /// <summary>The probe at a position.</summary>
    public Probe this[int position] => _probes[position];

    /// <summary>The probe with an id.</summary>
    /// <exception cref="SurveyException">There is none; the message suggests the nearest.</exception>
    public Probe this[string id] => Find(id)
        ?? throw new SurveyException($"no probe \"{id}\" in the {Language} probes{Suggestion.Question(Suggestion.For(id, _probes.Select(p => p.Id)))}");

    /// <summary>
    /// Reads <c>{language}.jsonl</c>, one line per probe:
    /// <c>{"id":"Q6","template":"Religion is _ in my life.","candidates":["important","unimportant"]}</c>.
    /// </summary>
    /// <param name="directory">The folder of the probe set: <c>data/probes/wvs7</c>.</param>
    /// <param name="language">BCP 47 tag; one of <see cref="Languages"/>.</param>
    /// <param name="survey">Gives each probe its question and category; every probe in use must be in the file, unless the manifest says <c>"subset": true</c>, and may be in any order.</param>
    /// <exception cref="SurveyException">The file is missing or wrong; the message names file, line, field and remedy.</exception>
    public static ProbeSet Load(string directory, string language, SurveyData survey) => ProbeFile.Read(directory, language, survey);

    /// <summary>The languages that a folder has probes for, in alphabetical order.</summary>
    public static IReadOnlyList<string> Languages(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The probe with an id, or <see langword="null"/>.</summary>
    public Probe? Find(string id) => _positions.TryGetValue(id, out var position) ? _probes[position] : null;

    /// <summary>Where a probe stands in the set, or -1.</summary>
    public int IndexOf(string id) => _positions.GetValueOrDefault(id, -1);

    /// <inheritdoc/>
    public IEnumerator<Probe> GetEnumerator() => _probes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
