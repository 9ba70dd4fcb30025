using System.Collections.Frozen;
using System.Security.Cryptography;
using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Web.Playground;

/// <summary>The survey's figures and its probes in every language at hand, read once. Immutable and safe to share between threads.</summary>
public sealed class SurveyLibrary
{
    private readonly FrozenDictionary<string, Shelf> _byLanguage;

    private SurveyLibrary(SurveyData survey, string version, IEnumerable<Shelf> shelves) =>
        (Survey, Version, _byLanguage) = (survey, version, shelves.ToFrozenDictionary(shelf => shelf.Probes.Language, StringComparer.OrdinalIgnoreCase));

    /// <summary>The figures.</summary>
    public SurveyData Survey { get; }

    /// <summary>The figures' version and a mark of their content, which shows an edit that kept the version.</summary>
    public string Version { get; }

    /// <summary>BCP 47 tags of the languages that have probes, in alphabetical order.</summary>
    public IReadOnlyList<string> Languages => [.. _byLanguage.Values.Select(shelf => shelf.Probes.Language).Order(StringComparer.Ordinal)];

    /// <summary>Reads <c>data/survey</c> and <c>data/probes/wvs7</c> below <paramref name="root"/>.</summary>
    /// <exception cref="SurveyException">A file is missing or wrong; the message names it.</exception>
    public static SurveyLibrary Load(PortalRoot root)
    {
        var (figures, probes) = (root.Combine("data/survey"), root.Combine("data/probes/wvs7"));
        var survey = SurveyData.Load(figures);
        return new SurveyLibrary(survey, $"{survey.Version}+{ContentMark(Directory.GetFiles(figures, "*.csv"))}", ProbeSet.Languages(probes).Select(language =>
        {
            var set = ProbeSet.Load(probes, language, survey);
            return new Shelf(set, new DemonstrationSelector(set, survey), $"wvs7-{language} {set.Version}+{ContentMark([Path.Combine(probes, language + ".jsonl")])}");
        }));
    }

    /// <summary>The probes of a language; <see langword="null"/> where there are none.</summary>
    public Shelf? Find(string language) => _byLanguage.GetValueOrDefault(language);

    private static string ContentMark(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Order(StringComparer.Ordinal)) { hash.AppendData(File.ReadAllBytes(file)); }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>What there is in one language.</summary>
    /// <param name="Version">The probe set's name, version and a mark of its content.</param>
    public sealed record Shelf(ProbeSet Probes, DemonstrationSelector Demonstrations, string Version);
}
