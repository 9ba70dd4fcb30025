using System.Reflection;
using Portal.Core.Survey;

namespace Portal.Host.Tests;

/// <summary>The survey and the English probes of the project, each read once.</summary>
internal static class ProjectData
{
    public static string Root { get; } = typeof(ProjectData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "PortalRoot").Value!;

    public static SurveyData Survey { get; } = SurveyData.Load(Path.Combine(Root, "data", "survey"));

    public static ProbeSet Probes { get; } = ProbeSet.Load(Path.Combine(Root, "data", "probes", "wvs7"), "en", Survey);
}
