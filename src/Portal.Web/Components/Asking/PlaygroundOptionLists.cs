using System.Collections.Concurrent;
using System.Globalization;
using Portal.Core.Survey;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

/// <summary>What there is to choose on the playground.</summary>
internal static class PlaygroundOptionLists
{
    private static readonly (string Country, string Probe)[] s_examples = [("DEU", "Q6"), ("PAK", "Q28"), ("KOR", "Q66")];
    private static readonly ConcurrentDictionary<(SurveyLibrary Library, string Language), OptionList> s_probes = new();

    /// <summary>The values that stand in no address. The temperature is the chosen model's own.</summary>
    public static ChoiceDefaults Defaults(IReadOnlyList<ModelOffer> offers, string? model) => new(
        TurnComposer.DefaultModel,
        TurnComposer.DefaultLanguage,
        "chrf",
        TurnComposer.DefaultDemonstrations.ToString(CultureInfo.InvariantCulture),
        TurnComposer.DefaultSamples.ToString(CultureInfo.InvariantCulture),
        Figures.Temperature(offers.FirstOrDefault(o => o.Id == (model ?? TurnComposer.DefaultModel))?.Temperature ?? 1));

    /// <summary>All surveyed societies, those of the study first.</summary>
    public static OptionList Countries(SurveyLibrary library) => new(library.Survey.Countries
        .OrderBy(c => c.Language is null).ThenBy(c => c.Name, StringComparer.Ordinal)
        .Select(c => new Option(c.Iso3, c.Name, c.Language is null ? "All other societies of the survey" : "The study’s fourteen countries", [c.Iso3])));

    /// <summary>The languages that have a probe set.</summary>
    public static IReadOnlyList<(string Tag, string Name)> Languages(SurveyLibrary library) =>
        [.. library.Languages
            .Select(tag => (Tag: tag, Language: Language.Find(tag)))
            .OrderBy(entry => entry.Tag != TurnComposer.DefaultLanguage).ThenBy(entry => entry.Language?.Name ?? entry.Tag, StringComparer.Ordinal)
            .Select(entry => (entry.Tag, entry.Language is { } language && language.OwnName != language.Name ? $"{language.Name} · {language.OwnName}" : entry.Language?.Name ?? entry.Tag))];

    /// <summary>The probes of a language by category, in the survey's order; empty where there are none.</summary>
    public static OptionList Probes(SurveyLibrary library, string language) => library.Find(language) is not { } set ? new OptionList([])
        : s_probes.GetOrAdd((library, language), _ => new OptionList(set.Probes.Select(p => new Option(p.Id, p.Template, p.Category ?? "", [$"{p.First} · {p.Second}", p.Id]))));

    public static Probe? Find(SurveyLibrary library, string language, string id) =>
        library.Find(language)?.Probes.FirstOrDefault(p => string.Equals(p.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Three turns to begin with.</summary>
    public static IReadOnlyList<(Country, Probe)> Examples(SurveyLibrary library) =>
        [.. s_examples.Select(e => (library.Survey.Country(e.Country), Find(library, TurnComposer.DefaultLanguage, e.Probe)!))];
}
