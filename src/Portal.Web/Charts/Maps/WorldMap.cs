using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts.Maps;

/// <summary>The countries of Natural Earth at 1 : 110 million (package world-atlas), without Antarctica, in the Equal Earth projection.</summary>
public sealed class WorldMap
{
    private const string Antarctica = "010";
    private readonly TopoJson _atlas;
    private readonly IReadOnlyList<TopoJson.Country> _countries;
    private readonly ConcurrentDictionary<int, MapOutline> _outlines = new();

    private WorldMap(TopoJson atlas) => (_atlas, _countries) = (atlas, [.. atlas.Countries.Where(country => country.Number != Antarctica)]);

    /// <exception cref="MapFileException">The map file is missing or damaged.</exception>
    public static WorldMap Load(PortalRoot root) => new(TopoJson.Read(root.Combine("wwwroot/lib/world-atlas/countries-110m.json")));

    /// <summary>Whether a society (ISO 3166-1 alpha-3) has a shape or a circle.</summary>
    public bool Shows(string iso3) => Places.Circles.ContainsKey(iso3) || _countries.Any(country => country.Number is { } number && Places.Codes.GetValueOrDefault(number) == iso3);

    /// <summary>The map on a grid of whole units, so that its paths are short; neighbours meet on its points.</summary>
    /// <param name="width">In units.</param>
    internal MapOutline Outline(int width) => _outlines.GetOrAdd(width, Build);

    private MapOutline Build(int width)
    {
        var rings = _countries.Select(country => (Country: country, Rings: Unbroken(country))).ToList();
        var points = rings.SelectMany(country => country.Rings).SelectMany(ring => ring).Select(p => EqualEarth.Project(p.Longitude, p.Latitude)).ToList();
        var (left, top) = (points.Min(p => p.X), points.Max(p => p.Y));
        var scale = width / (points.Max(p => p.X) - left);
        (double X, double Y) Place((double X, double Y) p) => ((p.X - left) * scale, (top - p.Y) * scale);
        var lands = rings.Select(country => Land(country.Country, [.. country.Rings.Select(ring => OnGrid([.. ring.Select(p => Place(EqualEarth.Project(p.Longitude, p.Latitude)))]))]))
            .Where(land => land.Path.Length > 0).ToList();
        var circles = Places.Circles.ToDictionary(circle => circle.Key, circle => Place(EqualEarth.Project(circle.Value.Longitude, circle.Value.Latitude)));
        return new(width, Math.Ceiling((top - points.Min(p => p.Y)) * scale), lands, circles);
    }

    /// <summary>
    /// A country's rings as lines of points. Rings that cross the 180th meridian go on beyond it, and what lies behind it goes with the country's other parts: Chukotka stays with Russia.
    /// </summary>
    private List<List<(double Longitude, double Latitude)>> Unbroken(TopoJson.Country country)
    {
        var rings = new List<List<(double Longitude, double Latitude)>>();
        foreach (var ring in country.Rings)
        {
            var points = new List<(double Longitude, double Latitude)>();
            foreach (var arc in ring)
            {
                var line = arc < 0 ? _atlas.Arcs[~arc].Reverse() : _atlas.Arcs[arc];
                foreach (var (longitude, latitude) in points.Count == 0 ? line : line.Skip(1))
                {
                    var turns = points.Count == 0 ? 0 : Math.Round((points[^1].Longitude - longitude) / 360);
                    points.Add((longitude + 360 * turns, latitude));
                }
            }
            rings.Add(points);
        }
        var isEastern = rings.MaxBy(ring => ring.Count)!.Average(p => p.Longitude) > 90;
        return [.. rings.Select(ring => isEastern && ring.Average(p => p.Longitude) < -120 ? ring.ConvertAll(p => (p.Longitude + 360, p.Latitude)) : ring)];
    }

    /// <summary>Whole coordinates, without repeated points and points on a straight line.</summary>
    private static List<(int X, int Y)> OnGrid(IReadOnlyList<(double X, double Y)> arc)
    {
        var kept = new List<(int X, int Y)>();
        foreach (var point in arc)
        {
            var next = ((int)Math.Round(point.X), (int)Math.Round(point.Y));
            if (kept.Count > 0 && kept[^1] == next) { continue; }
            if (kept.Count > 1 && IsStraight(kept[^2], kept[^1], next)) { kept.RemoveAt(kept.Count - 1); }
            kept.Add(next);
        }
        return kept;
    }

    private static bool IsStraight((int X, int Y) a, (int X, int Y) b, (int X, int Y) c) =>
        (b.X - a.X) * (c.Y - b.Y) == (b.Y - a.Y) * (c.X - b.X) && (b.X - a.X) * (c.X - b.X) >= 0 && (b.Y - a.Y) * (c.Y - b.Y) >= 0;

    private static MapLand Land(TopoJson.Country country, List<List<(int X, int Y)>> rings)
    {
        var path = new StringBuilder();
        var bounds = new Box(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var points in rings)
        {
            if (points.Count > 1 && points[0] == points[^1]) { points.RemoveAt(points.Count - 1); }
            foreach (var (x, y) in points) { bounds = new(Math.Min(bounds.Left, x), Math.Min(bounds.Top, y), Math.Max(bounds.Right, x), Math.Max(bounds.Bottom, y)); }
            if (points.Count < 3) { continue; }         // smaller than the grid
            path.Append(CultureInfo.InvariantCulture, $"M{points[0].X} {points[0].Y}l");
            for (var at = 1; at < points.Count; at++)
            {
                var (dx, dy) = (points[at].X - points[at - 1].X, points[at].Y - points[at - 1].Y);
                path.Append(CultureInfo.InvariantCulture, $"{(at > 1 && dx >= 0 ? " " : "")}{dx}{(dy >= 0 ? " " : "")}{dy}");
            }
            path.Append('z');
        }
        return new(country.Number is { } number ? Places.Codes.GetValueOrDefault(number) : null, path.ToString(), bounds);
    }
}

/// <param name="Iso3"><see langword="null"/> for countries that are no society of the survey.</param>
/// <param name="Path">An SVG path in units of the grid; empty where the country is smaller than a unit.</param>
internal sealed record MapLand(string? Iso3, string Path, Box Bounds);

/// <summary>The map at one resolution.</summary>
internal sealed record MapOutline(int Width, double Height, IReadOnlyList<MapLand> Lands, IReadOnlyDictionary<string, (double X, double Y)> Circles);
