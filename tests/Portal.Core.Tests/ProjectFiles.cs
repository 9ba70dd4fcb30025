using System.Reflection;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>The project's own data and the fixtures, each read once.</summary>
internal static class ProjectFiles
{
    private static readonly Lazy<SurveyData> LoadedSurvey = new(() => SurveyData.Load(SurveyFolder));
    private static readonly Lazy<ProbeSet> LoadedProbes = new(() => ProbeSet.Load(ProbeFolder, "en", Survey));

    public static string Root { get; } = typeof(ProjectFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!;

    public static string SurveyFolder => Path.Combine(Root, "data", "survey");

    public static string ProbeFolder => Path.Combine(Root, "data", "probes", "wvs7");

    public static SurveyData Survey => LoadedSurvey.Value;

    public static ProbeSet EnglishProbes => LoadedProbes.Value;

    public static string Fixture(params string[] path) => Path.Combine([Root, "tests", "fixtures", .. path]);
}
