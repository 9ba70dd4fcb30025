namespace Portal.Core.Survey;

/// <summary>
/// The figures of World Values Survey wave 7: who was asked, what was asked, and how each society answered.
/// Immutable and safe to share between threads.
/// </summary>
public sealed class SurveyData
{
    private readonly Dictionary<string, Country> _countries;
    private readonly Dictionary<string, SurveyQuestion> _byProbe;
    private readonly IReadOnlyDictionary<(string Country, string Question), AnswerShares> _answers;

    internal SurveyData(
        string version,
        IReadOnlyList<Country> countries,
        IReadOnlyList<SurveyQuestion> questions,
        IReadOnlyDictionary<(string Country, string Question), AnswerShares> answers)
    {
        Version = version;
        Countries = countries;
        Questions = questions;
        _countries = countries.ToDictionary(c => c.Iso3, StringComparer.Ordinal);
        _byProbe = questions.Where(q => q.ProbeId is not null).ToDictionary(q => q.ProbeId!, StringComparer.Ordinal);
        _answers = answers;
    }

    /// <summary>Version of the figures, from <c>manifest.json</c>.</summary>
    public string Version { get; }

    /// <summary>All societies, by code.</summary>
    public IReadOnlyList<Country> Countries { get; }

    /// <summary>All questions, in the survey's order; a question with several probes stands here once for each.</summary>
    public IReadOnlyList<SurveyQuestion> Questions { get; }

    /// <summary>Ids of all probes, in the survey's order, whether in use or not.</summary>
    public IEnumerable<string> ProbeIds => Questions.Select(q => q.ProbeId).OfType<string>();

    /// <summary>Reads <c>manifest.json</c>, <c>countries.csv</c>, <c>questions.csv</c>, <c>options.csv</c> and <c>wvs7_marginals.csv</c>.</summary>
    /// <param name="directory">The folder that holds them: <c>data/survey</c>.</param>
    /// <exception cref="SurveyException">A file is missing or wrong; the message names file, line, field and remedy.</exception>
    public static SurveyData Load(string directory) => SurveyFiles.Read(directory);

    /// <summary>The society with a code.</summary>
    /// <exception cref="SurveyException">There is none; the message suggests the nearest by code or name.</exception>
    public Country Country(string iso3) => _countries.TryGetValue(iso3, out var country)
        ? country
        : throw new SurveyException($"no country \"{iso3}\" in the survey{Suggestion.Question([.. Nearest(iso3).Select(c => $"{c.Iso3} ({c.Name})")])}");

    /// <summary>The society that stands for a language in the experiments; <see langword="null"/> for languages other than the fourteen.</summary>
    public Country? CountryOf(string language) => Countries.FirstOrDefault(c => c.Language == language);

    /// <summary>The question that a probe asks.</summary>
    /// <exception cref="SurveyException">There is no such probe; the message suggests the nearest.</exception>
    public SurveyQuestion Question(string probeId) => FindQuestion(probeId)
        ?? throw new SurveyException($"no probe \"{probeId}\" in the survey{Suggestion.Question(Suggestion.For(probeId, ProbeIds))}");

    /// <summary>The question that a probe asks, or <see langword="null"/>.</summary>
    public SurveyQuestion? FindQuestion(string probeId) => _byProbe.GetValueOrDefault(probeId);

    /// <summary>How a country answered a question, option by option; <see langword="null"/> where it has no valid answers.</summary>
    public AnswerShares? Answers(string iso3, string question) => _answers.GetValueOrDefault((iso3, question));

    /// <summary>How a country answered a probe, folded onto its two candidates; <see langword="null"/> where it has no valid answers.</summary>
    /// <exception cref="SurveyException">No such country or probe.</exception>
    public GroundTruth? GroundTruth(string iso3, string probeId, MidpointRule midpoints = MidpointRule.Half)
    {
        var question = Question(probeId);
        return Answers(Country(iso3).Iso3, question.Question)?.Fold(question, midpoints);
    }

    /// <summary>A country's shares over probes, in the order given.</summary>
    /// <exception cref="SurveyException">No such country or probe.</exception>
    public Profile Profile(string iso3, IReadOnlyList<string> probeIds, MidpointRule midpoints = MidpointRule.Half) =>
        new(iso3, probeIds, [.. probeIds.Select(id => GroundTruth(iso3, id, midpoints)?.ShareFirst ?? double.NaN)]);

    /// <summary>The societies that <paramref name="given"/> may mean. A code of three letters is one step from many others, so there only swapped letters are a slip.</summary>
    private IReadOnlyList<Country> Nearest(string given)
    {
        if (given.Length != 3) { return Suggestion.For(given, Countries, c => [c.Iso3, c.Name]); }
        if (Suggestion.For(given, Countries, c => [c.Name]) is { Count: > 0 } byName) { return byName; }
        var code = given.ToUpperInvariant();
        return [.. Countries.Where(c => Suggestion.Distance(code, c.Iso3) <= 1 && code.Order().SequenceEqual(c.Iso3.Order()))];
    }
}
