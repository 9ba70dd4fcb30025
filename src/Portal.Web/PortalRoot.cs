namespace Portal.Web;

/// <summary>The folder that holds <c>appsettings.json</c>, <c>data/</c> and <c>wwwroot/</c>.</summary>
public sealed record PortalRoot(string Path)
{
    /// <summary><c>$PORTAL_ROOT</c>; else the nearest parent of the program that holds <c>Portal.sln</c>; else the program's own folder (published).</summary>
    public static PortalRoot Find()
    {
        if (Environment.GetEnvironmentVariable("PORTAL_ROOT") is { Length: > 0 } named) { return new(System.IO.Path.GetFullPath(named)); }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Portal.sln"))) { return new(folder.FullName); }
        }
        return new(AppContext.BaseDirectory);
    }

    /// <summary>A path below the root; an absolute <paramref name="path"/> stays as it is.</summary>
    public string Combine(string path) => System.IO.Path.GetFullPath(path, Path);
}
