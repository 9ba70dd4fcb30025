using System.Text.Json;

namespace Portal.Web.Charts.Maps;

/// <summary>The map file is missing or damaged; the message says where and what to do.</summary>
public sealed class MapFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A TopoJSON file: borders once, as arcs, and countries as rings of arcs.</summary>
/// <param name="Arcs">Each a line of (longitude, latitude) in degrees.</param>
public sealed record TopoJson(IReadOnlyList<IReadOnlyList<(double Longitude, double Latitude)>> Arcs, IReadOnlyList<TopoJson.Country> Countries)
{
    /// <param name="Number">ISO 3166-1 numeric, three digits; <see langword="null"/> where the atlas gives none.</param>
    /// <param name="Rings">Of every polygon, holes included: numbers of arcs; ~n is arc n backwards.</param>
    public sealed record Country(string? Number, IReadOnlyList<IReadOnlyList<int>> Rings);

    /// <exception cref="MapFileException">The file cannot be read as TopoJSON with quantized arcs and an object named <c>countries</c>.</exception>
    public static TopoJson Read(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = file.RootElement;
            var (scale, shift) = (Pair(root.GetProperty("transform").GetProperty("scale")), Pair(root.GetProperty("transform").GetProperty("translate")));
            var arcs = root.GetProperty("arcs").EnumerateArray().Select(arc => Decode(arc, scale, shift)).ToList();
            var countries = root.GetProperty("objects").GetProperty("countries").GetProperty("geometries").EnumerateArray().Select(Read).ToList();
            if (countries.SelectMany(country => country.Rings).SelectMany(ring => ring).FirstOrDefault(arc => (arc < 0 ? ~arc : arc) >= arcs.Count) is not 0 and var wrong)
            {
                throw new MapFileException($"{path}: a country uses arc {wrong}, and there are {arcs.Count}; restore it with npm ci and build again");
            }
            return new(arcs, countries);
        }
        catch (IOException error)
        {
            throw new MapFileException($"{path} cannot be read: {error.Message}; build the portal (make run), which restores it from npm", error);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MapFileException($"{path} is no TopoJSON atlas: {error.Message}; restore it with npm ci and build again", error);
        }
    }

    /// <summary>Quantized arcs hold differences: each point is the one before it plus its two numbers.</summary>
    private static List<(double, double)> Decode(JsonElement arc, (double X, double Y) scale, (double X, double Y) shift)
    {
        var (points, x, y) = (new List<(double, double)>(arc.GetArrayLength()), 0.0, 0.0);
        foreach (var point in arc.EnumerateArray())
        {
            var (dx, dy) = Pair(point);
            (x, y) = (x + dx, y + dy);
            points.Add((x * scale.X + shift.X, y * scale.Y + shift.Y));
        }
        return points;
    }

    private static Country Read(JsonElement geometry)
    {
        var arcs = geometry.GetProperty("arcs").EnumerateArray();
        var rings = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => arcs.Select(Ring),
            "MultiPolygon" => arcs.SelectMany(polygon => polygon.EnumerateArray().Select(Ring)),
            var other => throw new FormatException($"a country is a {other}, not a Polygon or MultiPolygon"),
        };
        return new(geometry.TryGetProperty("id", out var id) ? id.GetString() : null, [.. rings]);
    }

    private static IReadOnlyList<int> Ring(JsonElement ring) => [.. ring.EnumerateArray().Select(arc => arc.GetInt32())];

    private static (double X, double Y) Pair(JsonElement pair) => (pair[0].GetDouble(), pair[1].GetDouble());
}
