using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Runs;
using Portal.Runs.Turns;

namespace Portal.Web.Playground;

/// <summary>Makes a turn of a request: checks every field, fills in the defaults, and selects the demonstrations.</summary>
public sealed class TurnComposer(ModelDirectory models, SurveyLibrary library)
{
    /// <summary>The bundled model.</summary>
    public const string DefaultModel = "demo";

    public const string DefaultLanguage = "en";
    public const int DefaultDemonstrations = 5;
    public const int DefaultSamples = 10;
    public const int MaxSamples = 100;
    public const double MaxTemperature = 2;

    /// <summary>The largest seed: the largest whole number that JavaScript keeps.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    private static readonly JsonSerializerOptions s_canonical = new(Columns.Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    /// <summary>The version of the code, for the provenance of results.</summary>
    public static readonly string CodeVersion =
        typeof(TurnComposer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <exception cref="PlaygroundRequestException">One or more fields cannot be used; nothing is kept.</exception>
    public async Task<Turn> ComposeAsync(ReadRequest read, CancellationToken cancellation)
    {
        var (request, faults) = (read.Request, new Faults(read.Faults));
        var (model, modelProblem) = faults.Has("model") ? (null, null) : await models.FindAsync(request.Model ?? DefaultModel, cancellation);
        if (modelProblem is not null) { faults.Add("model", modelProblem); }
        var language = request.Language ?? DefaultLanguage;
        var shelf = faults.Has("language") ? null : library.Find(language);
        if (shelf is null && !faults.Has("language")) { faults.Add("language", $"no probes in \"{language}\"; choose one of {string.Join(", ", library.Languages)}"); }
        var country = faults.Has("country") ? null : Country(request.Country, faults);
        // An unknown language hides no other fault.
        var probe = faults.Has("probe") || faults.Has("question") || (shelf ?? library.Find(DefaultLanguage)) is not { } known ? null : Probe(request, known.Probes, faults);
        var strategy = Strategy(request.Strategy, faults);
        var count = faults.Within("demonstrations", request.Demonstrations ?? DefaultDemonstrations, 1, Math.Max(1, (shelf?.Probes.Count ?? int.MaxValue) - 1));
        var samples = faults.Within("samples", request.Samples ?? DefaultSamples, 1, MaxSamples);
        var temperature = faults.Within("temperature", request.Temperature ?? model?.Temperature ?? 1, 0, MaxTemperature);
        var seed = faults.Within("seed", request.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue), 0, MaxSeed);
        var demonstrations = shelf is null || probe is null || country is null || faults.Has("question") || faults.Has("strategy") || faults.Has("demonstrations")
            ? [] : Select(shelf, probe, country, strategy, count, seed, faults);
        faults.ThrowIfAny();

        var own = probe!.Question is null;
        var asked = new PlaygroundRequest
        {
            Model = model!.Id,
            Country = country!.Iso3,
            Language = shelf!.Probes.Language,
            Probe = own ? null : probe.Id,
            Question = own ? new PlaygroundQuestion { Template = probe.Template, First = probe.First, Second = probe.Second } : null,
            Strategy = Columns.Name(strategy),
            Demonstrations = count,
            Samples = samples,
            Temperature = temperature,
            Seed = seed,
        };
        return new Turn
        {
            Id = TurnId.New(),
            CreatedUtc = DateTime.UtcNow,
            State = TurnState.Queued,
            Request = JsonSerializer.Serialize(asked, s_canonical),
            Model = model.Model,
            Endpoint = model.Endpoint,
            Country = country.Iso3,
            CountryName = country.Name,
            Language = shelf.Probes.Language,
            ProbeId = asked.Probe,
            Probe = probe,
            Strategy = strategy,
            Samples = samples,
            Temperature = temperature,
            Seed = seed,
            Demonstrations = demonstrations,
            GroundTruth = own ? null : library.Survey.GroundTruth(country.Iso3, probe.Id),
            Provenance = new Provenance(null, shelf.Version, library.Version, CodeVersion),
        };
    }

    private Country? Country(string? given, Faults faults)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            faults.Add("country", "is missing; give the three letters of a surveyed country, such as PAK; /api/countries lists them");
            return null;
        }
        try { return library.Survey.Country(given.Trim().ToUpperInvariant()); }
        catch (SurveyException error)
        {
            faults.Add("country", error.Message);
            return null;
        }
    }

    private static Probe? Probe(PlaygroundRequest request, ProbeSet probes, Faults faults)
    {
        if (request.Question is { } question)
        {
            if (request.Probe is not null) { faults.Add("question", "stands beside a probe; give one of the two"); }
            var (template, first, second) = (Trim(question.Template), Trim(question.First), Trim(question.Second));
            var problems = ProbeRules.Check(template, first, second);
            foreach (var problem in problems) { faults.Add($"question.{problem.Field}", problem.Problem); }
            return problems.Count == 0 ? Portal.Core.Survey.Probe.Own(probes.Language, template, first, second) : null;
        }
        if (string.IsNullOrWhiteSpace(request.Probe))
        {
            faults.Add("probe", "is missing; give a question id, such as Q6, or a question of your own; /api/probes lists them");
            return null;
        }
        var id = request.Probe.Trim();
        var found = probes.FirstOrDefault(probe => string.Equals(probe.Id, id, StringComparison.OrdinalIgnoreCase));
        if (found is null) { faults.Add("probe", $"no probe \"{id}\" in the {probes.Language} probes{Suggestion.Question(Suggestion.For(id, probes.Select(probe => probe.Id)))}"); }
        return found;
    }

    private static SelectionStrategy Strategy(string? given, Faults faults)
    {
        var known = Enum.GetValues<SelectionStrategy>().ToDictionary(Columns.Name, StringComparer.OrdinalIgnoreCase);
        if (given is null || known.TryGetValue(given.Trim(), out _)) { return given is null ? SelectionStrategy.Chrf : known[given.Trim()]; }
        faults.Add("strategy", $"\"{given}\" is none of {string.Join(", ", known.Keys)}{Suggestion.Question(Suggestion.For(given, known.Keys))}");
        return default;
    }

    private static IReadOnlyList<Demonstration> Select(
        SurveyLibrary.Shelf shelf, Probe probe, Country country, SelectionStrategy strategy, int count, long seed, Faults faults)
    {
        try { return shelf.Demonstrations.Select(probe, country.Iso3, strategy, count, (ulong)seed); }
        catch (SelectionException error)
        {
            faults.Add(error.Available == 0 ? "strategy" : "demonstrations", error.Message);       // 0: the strategy itself does not fit the question
            return [];
        }
    }

    private static string Trim(string? text) => text?.Trim() ?? "";

    /// <summary>What is wrong with a request, by field.</summary>
    private sealed class Faults(IReadOnlyDictionary<string, string[]> known)
    {
        private readonly Dictionary<string, string[]> _byField = known.ToDictionary();

        /// <summary>Whether the field, or a part of it, is at fault.</summary>
        public bool Has(string field) => _byField.Keys.Any(key => key == field || key.StartsWith(field + ".", StringComparison.Ordinal));

        public void Add(string field, string problem) => _byField[field] = [.. _byField.GetValueOrDefault(field, []), problem];

        public T Within<T>(string field, T given, T least, T most) where T : IComparable<T>
        {
            if (given.CompareTo(least) < 0 || given.CompareTo(most) > 0)
            {
                Add(field, string.Create(CultureInfo.InvariantCulture, $"is {given}; give {least} to {most}"));
            }
            return given;
        }

        public void ThrowIfAny()
        {
            if (_byField.Count > 0) { throw new PlaygroundRequestException(_byField); }
        }
    }
}
