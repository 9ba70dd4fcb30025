using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Web.Charts.Export;

/// <summary>The style sheets of charts as texts that files of their own hold: read from <c>wwwroot/css</c>, so that pages, embeds and exports look alike.</summary>
public sealed partial class ChartStyle
{
    private ChartStyle(string picture, string embed) => (Picture, Embed) = (picture, embed);

    /// <summary>For SVG exports: the light theme with plain values.</summary>
    public string Picture { get; }

    /// <summary>For embeds: the portal's tokens, the picture and the frame, light or dark as the reader's system is.</summary>
    public string Embed { get; }

    /// <summary>A Content-Security-Policy source that allows exactly this inline style.</summary>
    public static string Hash(string style) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";

    /// <exception cref="FileNotFoundException">A style sheet is missing.</exception>
    /// <exception cref="FormatException">The picture's style sheet uses a custom property that has no plain value; the message names it.</exception>
    public static ChartStyle Load(PortalRoot root)
    {
        string Read(string name) => Short(File.ReadAllText(root.Combine($"wwwroot/css/{name}")));
        var (portal, picture, frame) = (Read("portal.css"), Read("chart-picture.css"), Read("charts.css"));
        var tokens = RootBlock().Match(portal).Value;
        var light = Declarations().Matches(tokens + RootBlock().Match(picture).Value).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        return new(RootBlock().Replace(picture, "").Resolved(light), tokens + EmbedBasics + picture + frame);
    }

    // What an embed needs of the rest of portal.css.
    private const string EmbedBasics =
        "*{box-sizing:border-box}body{margin:0;padding:0 1rem;background:var(--paper);color:var(--ink);font-family:Noto Sans,system-ui,sans-serif;line-height:1.5;" +
        "font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}h2,p,dl,dd{margin:0}h2{font-size:1.25rem;line-height:1.3}a{color:var(--accent)}" +
        ".number{white-space:nowrap;unicode-bidi:isolate}";

    private static string Short(string css) => Space().Replace(Comment().Replace(css, ""), m => m.Groups["mark"].Success ? m.Groups["mark"].Value : " ").Trim();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*(?<mark>[{};,])\s*|\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@":root\{[^{}]*\}")]
    private static partial Regex RootBlock();

    [GeneratedRegex(@"--(?<name>[\w-]+): ?(?<value>[^;}]+)")]
    private static partial Regex Declarations();
}

/// <summary>Custom properties replaced by the values that they have in the light theme.</summary>
internal static partial class LightValues
{
    public static string Resolved(this string css, Dictionary<string, string> values, int depth = 0) => Use().Replace(css, use =>
    {
        if (depth > 5 || !values.TryGetValue(use.Groups["name"].Value, out var value))
        {
            throw new FormatException($"chart-picture.css uses --{use.Groups["name"].Value}, which has no plain value in the :root of portal.css or chart-picture.css; give it one");
        }
        return LightDark().Replace(value, m => m.Groups["light"].Value).Resolved(values, depth + 1);
    });

    [GeneratedRegex(@"var\(--(?<name>[\w-]+)\)")]
    private static partial Regex Use();

    [GeneratedRegex(@"light-dark\((?<light>[^,()]+),[^()]+\)")]
    private static partial Regex LightDark();
}
