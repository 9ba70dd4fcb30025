using System.Diagnostics;

namespace Portal.Web.Tests;

/// <summary>The programs as they were built beside these tests.</summary>
internal static class Programs
{
    public static string StubHost => Output("Portal.StubHost", "Portal.StubHost");

    private static string Portal => Output("Portal.Web", "Portal.Web.dll");

    /// <summary>Starts the portal as its user does.</summary>
    public static Process StartPortal(string store, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Portal, "--Store:Path", store, "--Host:Local", "false", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static string Output(string project, string file)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));     // artifacts/bin/Portal.Web.Tests/debug
        return Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, file);
    }
}
