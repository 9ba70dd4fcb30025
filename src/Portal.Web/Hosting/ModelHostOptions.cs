namespace Portal.Web.Hosting;

/// <summary>The local model host, configuration section <c>Host</c>.</summary>
public sealed record ModelHostOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Host";

    /// <summary>Whether the portal starts a host of its own.</summary>
    public bool Local { get; init; } = true;

    /// <summary>The program to start; <see langword="null"/> = <c>Portal.Host</c> beside the portal or among the build's outputs.</summary>
    public string? Command { get; init; }

    /// <summary>
    /// Its arguments; <see langword="null"/> = <c>serve --port 0 --until-input-ends</c>. It must print <c>{"listening":"http://127.0.0.1:PORT"}</c> once it can answer, and
    /// end when its standard input does.
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Environment variables for it, such as thread settings, which must stand before the process starts.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>From its start to the line that says that it can answer.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The program's path.</summary>
    /// <param name="root">The portal's root folder; a relative <see cref="Command"/> with a folder in it starts there.</param>
    /// <exception cref="HostUnavailableException">No program is there; the message names the places and the remedy.</exception>
    public string Program(string root)
    {
        if (Command is { } named) { return named.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(named, root) : named; }
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;       // artifacts/bin/Portal.Web/{debug|release}
        string[] places = [Path.Combine(AppContext.BaseDirectory, "Portal.Host"), Path.Combine(root, "artifacts", "bin", "Portal.Host", configuration, "Portal.Host")];
        return places.FirstOrDefault(File.Exists)
            ?? throw new HostUnavailableException($"no local model host at {string.Join(" or ", places)}; build it with `make`, name it in Host:Command, or set Host:Local to false");
    }
}

/// <summary>The local model host cannot answer. The message says why and what to do.</summary>
public sealed class HostUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
