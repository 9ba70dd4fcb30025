namespace Portal.Web;

/// <summary>The folder that holds <c>appsettings.json</c>, <c>data/</c> and <c>wwwroot/</c>.</summary>
public static class PortalRoot
{
    /// <summary><c>$PORTAL_ROOT</c>; else the nearest parent of the program that holds <c>Portal.sln</c>; else the program's own folder (published).</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_ROOT") is { Length: > 0 } named) { return Path.GetFullPath(named); }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) { return folder.FullName; }
        }
        return AppContext.BaseDirectory;
    }
}
