using System.Collections.Concurrent;
using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Charts.Maps;
using Portal.Web.Playground;

namespace Portal.Web.Countries;

/// <summary>What the country pages compute from one edition of the survey, each figure once and when first asked for. Safe to share between threads.</summary>
public sealed class SurveyFigures
{
    private readonly SurveyLibrary _library;
    private readonly SurveyLibrary.Shelf _english;
    private readonly ConcurrentDictionary<Measure, Lazy<IReadOnlyList<CountryValue>>> _values = new();
    private readonly ConcurrentDictionary<string, Lazy<Neighbours>> _neighbours = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<DistinctiveAnswer>>> _distinctive = new(StringComparer.Ordinal);
    private readonly Lazy<CountryPlane> _plane;
    private readonly Lazy<IReadOnlyList<QuestionSpread>> _spreads;
    private readonly Lazy<ProbeSet?> _serbianLatin;

    /// <exception cref="SurveyException">There are no English probes, whose sentences the pages show.</exception>
    public SurveyFigures(SurveyLibrary library, WorldMap world)
    {
        (_library, World) = (library, world);
        _english = library.Find(TurnComposer.DefaultLanguage) ?? throw new SurveyException("the country pages need English probes; add data/probes/wvs7/en.jsonl");
        Categories = [.. Probes.Select(p => p.Category).OfType<string>().Distinct()];
        _plane = new(() => CountryPlane.Of(Survey, Probes, Survey.Countries.Select(c => c.Iso3)));
        _spreads = new(() => [.. Probes.Select(probe => QuestionSpread.Of(probe, Values(new AnswerShare(probe.Id)))).OfType<QuestionSpread>().OrderByDescending(s => s.Deviation)]);
        _serbianLatin = new(() => library.Find("sr") is { } serbian ? SerbianLatin.Twin(serbian.Probes) : null);
    }

    public SurveyData Survey => _library.Survey;

    /// <summary>The English probes; their ids are those of every language.</summary>
    public ProbeSet Probes => _english.Probes;

    public WorldMap World { get; }

    /// <summary>In the survey's order.</summary>
    public IReadOnlyList<string> Categories { get; }

    /// <summary>Which data and code every figure comes from.</summary>
    public ChartProvenance Provenance => new($"World Values Survey, wave 7, figures {_library.Version} (Haerpfer et al. 2022)", TurnComposer.CodeVersion)
    {
        ProbeSet = _english.Version,
        MidpointRule = "respondents on an exact midpoint count half for each side",
    };

    public CountryPlane Plane => _plane.Value;

    /// <summary>Every question with the countries' differences on it, the largest first.</summary>
    public IReadOnlyList<QuestionSpread> Spreads => _spreads.Value;

    public IReadOnlyList<CountryValue> Values(Measure measure) => _values.GetOrAdd(measure, m => new(() => m.Values(Survey, Probes))).Value;

    public Neighbours Neighbours(string iso3) => _neighbours.GetOrAdd(iso3, id => new(() => Core.Survey.Neighbours.Of(Survey, Probes, id))).Value;

    public IReadOnlyList<DistinctiveAnswer> DistinctiveOf(string iso3) => _distinctive.GetOrAdd(iso3, id => new(() => Distinctive.Of(Survey, Probes, id))).Value;

    /// <summary>A probe in every language at hand, in the order of the experiments; Serbian in both scripts.</summary>
    public IEnumerable<(Language Language, Probe Probe)> InAllLanguages(string probeId)
    {
        foreach (var language in Language.All)
        {
            if (_library.Find(language.Tag)?.Probes.Find(probeId) is { } probe) { yield return (language, probe); }
            if (language.Tag == "sr" && _serbianLatin.Value?.Find(probeId) is { } latin) { yield return (Language.SerbianInLatin, latin); }
        }
    }
}

/// <summary>How far countries differ on one question.</summary>
/// <param name="Mean">Of the countries' shares of the first side; a country counts once.</param>
/// <param name="Deviation">Their standard deviation, with n - 1.</param>
/// <param name="Asked">Countries with answers.</param>
public sealed record QuestionSpread(Probe Probe, double Mean, double Deviation, CountryValue Lowest, CountryValue Highest, int Asked)
{
    /// <summary><see langword="null"/> where fewer than two countries have answers.</summary>
    public static QuestionSpread? Of(Probe probe, IReadOnlyList<CountryValue> values)
    {
        var known = values.Where(v => v.Estimate is not null).OrderBy(v => v.Estimate!.Value).ToList();
        if (known.Count < 2) { return null; }
        var mean = known.Average(v => v.Estimate!.Value);
        return new(probe, mean, Math.Sqrt(known.Sum(v => Math.Pow(v.Estimate!.Value - mean, 2)) / (known.Count - 1)), known[0], known[^1], known.Count);
    }
}
