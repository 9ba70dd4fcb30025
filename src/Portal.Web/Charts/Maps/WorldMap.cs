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

    /// <summary>The map on a grid of whole units, so that its paths are short; borders are shared, so that no gaps open between neighbours.</summary>
    /// <param name="width">In units.</param>
    internal MapOutline Outline(int width) => _outlines.GetOrAdd(width, Build);

    private MapOutline Build(int width)
    {
        var projected = _atlas.Arcs.Select(arc => arc.Select(point => EqualEarth.Project(point.Longitude, point.Latitude)).ToList()).ToList();
        var used = _countries.SelectMany(country => country.Rings).SelectMany(ring => ring).Select(arc => arc < 0 ? ~arc : arc).ToHashSet();
        var points = used.SelectMany(arc => projected[arc]).ToList();
        var (left, top) = (points.Min(p => p.X), points.Max(p => p.Y));
        var scale = width / (points.Max(p => p.X) - left);
        (double X, double Y) Place((double X, double Y) p) => ((p.X - left) * scale, (top - p.Y) * scale);
        var arcs = projected.Select(arc => OnGrid([.. arc.Select(Place)])).ToList();
        var lands = _countries.Select(country => Land(country, arcs)).Where(land => land.Path.Length > 0).ToList();
        var circles = Places.Circles.ToDictionary(circle => circle.Key, circle => Place(EqualEarth.Project(circle.Value.Longitude, circle.Value.Latitude)));
        return new(width, Math.Ceiling((top - points.Min(p => p.Y)) * scale), lands, circles);
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

    private static MapLand Land(TopoJson.Country country, List<List<(int X, int Y)>> arcs)
    {
        var path = new StringBuilder();
        var bounds = new Box(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var ring in country.Rings)
        {
            var points = new List<(int X, int Y)>();
            foreach (var arc in ring)
            {
                IEnumerable<(int X, int Y)> line = arc < 0 ? arcs[~arc].AsEnumerable().Reverse() : arcs[arc];
                points.AddRange(points.Count == 0 ? line : line.Skip(1));
            }
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
