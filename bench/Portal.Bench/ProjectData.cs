using System.Reflection;
using Portal.Core.Survey;

namespace Portal.Bench;

/// <summary>The data that the benchmarks run on: the project's own.</summary>
internal static class ProjectData
{
    public static string SurveyFolder { get; } = Path.Combine(Root, "data", "survey");

    private static string Root => typeof(ProjectData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!;

    public static ProbeSet EnglishProbes() => ProbeSet.Load(Path.Combine(Root, "data", "probes", "wvs7"), "en", SurveyData.Load(SurveyFolder));
}
