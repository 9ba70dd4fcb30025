using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Portal.Browser.Tests;

/// <summary>Where things are.</summary>
internal static class Places
{
    private static readonly Dictionary<string, string> s_built =
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value ?? "");

    /// <summary>The repository's root.</summary>
    public static string Root => s_built["PortalRoot"];

    /// <summary>The built portal.</summary>
    public static string Portal => Built("Portal.Web");

    /// <summary>The built local model host.</summary>
    public static string Host => Built("Portal.Host");

    /// <summary>The stand-in for the local model host.</summary>
    public static string StubHost => Built("Portal.StubHost");

    /// <summary>Screenshots of this run.</summary>
    public static string Screenshots => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    private static string Built(string project) => Path.Combine(Root, "artifacts", "bin", project, s_built["Configuration"].ToLowerInvariant(), project);

    /// <summary>A folder of its own that nobody else uses.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("portal-browser-").FullName;

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
