using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

/// <summary>
/// What a reader has chosen on the playground, word for word as it stands in the address; <see langword="null"/> = the default. The address is the
/// view: the same choices always give the same address, and defaults are left out of it.
/// </summary>
public sealed record Choices
{
    private const char TurnSeparator = '~';

    public string? Model { get; init; }

    /// <summary>ISO 3166-1 alpha-3 code.</summary>
    public string? Country { get; init; }

    public string? Language { get; init; }

    /// <summary>The probe's id; left out while <see cref="Question"/> is in use.</summary>
    public string? Probe { get; init; }

    /// <summary>A question of the reader's own; empty while it is being written, <see langword="null"/> for a survey question.</summary>
    public string? Question { get; init; }

    public string? First { get; init; }

    public string? Second { get; init; }

    public string? Strategy { get; init; }

    /// <summary>Number of demonstrations.</summary>
    public string? K { get; init; }

    public string? Samples { get; init; }

    public string? Temperature { get; init; }

    public string? Seed { get; init; }

    /// <summary>The turns of the conversation, oldest first.</summary>
    public IReadOnlyList<string> Turns { get; init; } = [];

    /// <summary>Whether the reader writes a question of their own.</summary>
    public bool IsOwn => Question is not null;

    /// <summary>The choices in an address; unknown parameters are ignored, odd values kept for the reader to see and mend.</summary>
    public static Choices Read(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        string? Value(string name) => query.TryGetValue(name, out var values) && values[^1] is { Length: > 0 } value ? value : null;
        return new Choices
        {
            Model = Value("model"),
            Country = Value("country"),
            Language = Value("language"),
            Probe = Value("probe"),
            Question = query.TryGetValue("question", out var question) ? question[^1] : null,
            First = Value("first"),
            Second = Value("second"),
            Strategy = Value("strategy"),
            K = Value("k"),
            Samples = Value("samples"),
            Temperature = Value("temperature"),
            Seed = Value("seed"),
            Turns = Value("turns")?.Split(TurnSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct().ToList() ?? [],
        };
    }

    /// <summary>The choices that ask a stored turn again, with a fresh seed.</summary>
    public static Choices Again(TurnLine turn) => new Choices
    {
        Model = turn.Request.Model,
        Country = turn.Country,
        Language = turn.Language,
        Probe = turn.ProbeId,
        Question = turn.ProbeId is null ? turn.Probe.Template : null,
        First = turn.ProbeId is null ? turn.Probe.First : null,
        Second = turn.ProbeId is null ? turn.Probe.Second : null,
        Strategy = turn.Request.Strategy,
        K = turn.Request.Demonstrations?.ToString(CultureInfo.InvariantCulture),
        Samples = turn.Samples.ToString(CultureInfo.InvariantCulture),
        Temperature = Figures.Temperature(turn.Temperature),
    };

    /// <summary>The address, relative to the portal's base: <c>?country=DEU&amp;probe=Q6</c>; empty where nothing was chosen.</summary>
    /// <param name="defaults">The values that are left out.</param>
    public string ToAddress(ChoiceDefaults defaults)
    {
        (string Name, string? Value)[] parts =
        [
            ("model", Model == defaults.Model ? null : Model),
            ("country", Country),
            ("language", Unless(Language, defaults.Language)),
            ("probe", IsOwn ? null : Probe),
            ("question", Question),
            ("first", IsOwn ? First : null),
            ("second", IsOwn ? Second : null),
            ("strategy", Unless(Strategy, defaults.Strategy)),
            ("k", UnlessNumber(K, defaults.K)),
            ("samples", UnlessNumber(Samples, defaults.Samples)),
            ("temperature", UnlessNumber(Temperature, defaults.Temperature)),
            ("seed", Seed),
            ("turns", Turns.Count == 0 ? null : string.Join(TurnSeparator, Turns)),
        ];
        var given = parts.Where(p => p.Value is { Length: > 0 } || (p.Name == "question" && IsOwn))
            .Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value ?? "")}");
        var query = string.Join('&', given);
        return query.Length == 0 ? "" : "?" + query;
    }

    /// <summary>The request, and what cannot be read of it, by field.</summary>
    public (PlaygroundRequest Request, IReadOnlyDictionary<string, string> Problems) ToRequest()
    {
        var problems = new Dictionary<string, string>();
        var request = new PlaygroundRequest
        {
            Model = Model,
            Country = Country,
            Language = Language,
            Probe = IsOwn ? null : Probe,
            Question = IsOwn ? new PlaygroundQuestion { Template = Question, First = First, Second = Second } : null,
            Strategy = Strategy,
            Demonstrations = Parse<int>("demonstrations", K, int.TryParse, NumberStyles.AllowLeadingSign, "a whole number; give 1 or more"),
            Samples = Parse<int>("samples", Samples, int.TryParse, NumberStyles.AllowLeadingSign, $"a whole number; give 1 to {TurnComposer.MaxSamples}"),
            Temperature = Parse<double>("temperature", Temperature, double.TryParse, NumberStyles.Float, $"a number; give 0 to {TurnComposer.MaxTemperature}, such as 0.7"),
            Seed = Parse<long>("seed", Seed, long.TryParse, NumberStyles.AllowLeadingSign, "a whole number; give 0 or more, or nothing"),
        };
        if (Country is null) { problems.TryAdd("country", "choose one; it gives the demonstrations"); }
        if (!IsOwn && Probe is null) { problems.TryAdd("probe", "choose one; type a word of it, then press Enter"); }
        return (request, problems);

        T? Parse<T>(string field, string? text, Parser<T> parser, NumberStyles styles, string expected) where T : struct
        {
            if (text is null) { return null; }
            if (parser(text.Trim(), styles, CultureInfo.InvariantCulture, out var value) && !double.IsNaN(Convert.ToDouble(value, CultureInfo.InvariantCulture))) { return value; }
            problems[field] = $"“{ForeignText.Plain(text)}” is not {expected}";
            return null;
        }
    }

    private delegate bool Parser<T>(string text, NumberStyles styles, IFormatProvider culture, out T value);

    private static string? Unless(string? value, string standard) => string.Equals(value, standard, StringComparison.OrdinalIgnoreCase) ? null : value;

    /// <summary>As numbers: 1 and 1.0 are the same temperature.</summary>
    private static string? UnlessNumber(string? value, string standard) => Number(value) == Number(standard) ? null : value;

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What is asked where the reader chooses nothing.</summary>
public sealed record ChoiceDefaults(string Model, string Language, string Strategy, string K, string Samples, string Temperature);
