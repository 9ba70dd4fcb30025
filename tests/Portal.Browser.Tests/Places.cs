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
    public static string Portal => Path.Combine(Root, "artifacts", "bin", "Portal.Web", s_built["Configuration"].ToLowerInvariant(), "Portal.Web");

    /// <summary>Screenshots of this run.</summary>
    public static string Screenshots => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

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
