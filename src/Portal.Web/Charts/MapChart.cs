using Portal.Web.Charts.Drawing;
using Portal.Web.Charts.Maps;

namespace Portal.Web.Charts;

/// <param name="Iso3">The society's ISO 3166-1 alpha-3 code.</param>
/// <param name="Value"><see langword="null"/>: there is no figure; the society is hatched.</param>
public sealed record MapValue(string Iso3, ChartLabel Label, ChartValue? Value, bool Highlighted = false);

/// <summary>A choropleth world map: the value in five or six classes of equal width, light to dark. Countries without a figure are hatched; the smallest societies are circles.</summary>
public sealed record MapChart : Chart
{
    private const int Shades = 6;

    public MapChart(string id, string title, ChartUnit unit, ChartProvenance provenance, WorldMap world, IReadOnlyList<MapValue> values)
        : base(id, title, unit, provenance) => (World, Societies) = (world, values);

    public WorldMap World { get; }
    public IReadOnlyList<MapValue> Societies { get; }

    public override ChartTable Table => ChartTable.Join(
        ChartTable.Labels(LabelName, [.. Societies.Select(society => society.Label with { Code = society.Iso3 })]),
        ChartTable.Values("value", ChartText.Capital(Unit.Name), Unit, [.. Societies.Select(society => society.Value)]));

    public override IEnumerable<ChartValue> Values => Societies.Select(society => society.Value).OfType<ChartValue>();

    public override int MissingCount => Societies.Count(society => society.Value is null);

    public override string? LeftOut => Societies.Where(society => !World.Shows(society.Iso3)).Select(society => society.Label.Text).ToList() is { Count: > 0 } unknown
        ? $"The map has no place for {string.Join(", ", unknown)}; the table holds them." : null;

    public override SvgElement Draw(ChartSize size)
    {
        var outline = World.Outline(size.IsNarrow ? 480 : 980);
        var scale = size.Width / outline.Width;
        var (smallest, radius) = size.IsNarrow ? (3, 3.2) : (5, 4.5);          // pixels: shapes smaller than this get a circle as well
        var mapHeight = outline.Height * scale;
        var classes = Axis.Over(Values.Select(value => value.Value), 5);
        var hatch = $"{Id}-{size.Name}-hatch";
        var known = Societies.DistinctBy(society => society.Iso3).ToDictionary(society => society.Iso3);
        var shapes = outline.Lands.Where(land => land.Iso3 is not null && known.ContainsKey(land.Iso3)).ToDictionary(land => land.Iso3!);
        var land = string.Concat(outline.Lands.Where(land => land.Iso3 is null || !known.ContainsKey(land.Iso3)).Select(land => land.Path));
        var map = new SvgElement("g").With("transform", FormattableString.Invariant($"scale({scale:0.####})")).With("class", "map")
            .Add(new SvgElement("path").With("class", "land").With("fill", $"url(#{hatch})").With("d", land))
            .Add(Societies.Where(society => World.Shows(society.Iso3))
                .OrderBy(society => Circle(society.Iso3, shapes, outline, smallest / scale) is not null)           // circles lie on top
                .Select(society => DrawSociety(society, shapes.GetValueOrDefault(society.Iso3), Circle(society.Iso3, shapes, outline, smallest / scale), classes, hatch, radius / scale)));
        return Picture(size, mapHeight + 52).Add(Pattern(hatch), map).Add(Legend(size, classes, hatch, mapHeight + 14));
    }

    private static (double X, double Y)? Circle(string iso3, Dictionary<string, MapLand> shapes, MapOutline outline, double smallest) =>
        outline.Circles.TryGetValue(iso3, out var place) ? place
        : shapes.TryGetValue(iso3, out var shape) && Math.Max(shape.Bounds.Width, shape.Bounds.Height) < smallest
            ? ((shape.Bounds.Left + shape.Bounds.Right) / 2, (shape.Bounds.Top + shape.Bounds.Bottom) / 2) : null;

    private SvgElement DrawSociety(MapValue society, MapLand? shape, (double X, double Y)? circle, Axis classes, string hatch, double radius)
    {
        var said = society.Value?.Describe(Unit) ?? Missing;
        var shade = society.Value is { } value ? "shape q" + Shade(classes, value.Value) : "shape none";
        var fill = society.Value is null ? $"url(#{hatch})" : null;
        var point = Point(society.Label, said, society.Highlighted ? "high" : "", hover: true);
        if (shape is { Path.Length: > 0 }) { point.Add(new SvgElement("path").With("class", shade).With("fill", fill).With("d", shape.Path)); }
        if (circle is { } c)
        {
            point.Add(new SvgElement("circle").With("class", shade + " spot").With("fill", fill).With("cx", c.X).With("cy", c.Y).With("r", radius));
        }
        return point;
    }

    /// <summary>1, the lightest, to 6; fewer classes use shades further apart.</summary>
    private static int Shade(Axis classes, double value)
    {
        var count = classes.Ticks.Count - 1;
        var at = Math.Clamp((int)Math.Floor((value - classes.Low) / classes.Step + 1e-9), 0, count - 1);
        return Shade(at, count);
    }

    private static int Shade(int at, int count) => count == 1 ? Shades / 2 : 1 + (int)Math.Round(at * (Shades - 1) / (double)(count - 1));

    private static SvgElement Pattern(string id) => new SvgElement("defs").Add(
        new SvgElement("pattern").With("id", id).With("width", 6).With("height", 6).With("patternUnits", "userSpaceOnUse").With("patternTransform", "rotate(45)")
            .Add(SvgElement.Rect(0, 0, 6, 6, "hatch-ground"), SvgElement.Path($"M0 0V6", "hatch")));

    private SvgElement Legend(ChartSize size, Axis classes, string hatch, double y)
    {
        var legend = new SvgElement("g").With("class", "legend").With("aria-hidden", "true");
        var count = classes.Ticks.Count - 1;
        var none = Math.Max(70, ChartText.Width(Missing, 12) + 8);
        var width = Math.Min(80, (size.Width - none - 40) / count);
        for (var at = 0; at < count; at++) { legend.Add(SvgElement.Rect(12 + at * width, y, width, 12, $"shape q{Shade(at, count)}")); }
        foreach (var (tick, at) in classes.Ticks.Select((tick, at) => (tick, at)))
        {
            var symbol = at == count && Unit.Symbol == "%" ? "\u202f%" : "";
            legend.Add(SvgElement.Label(12 + at * width, y + 27, Unit.Tick(tick, classes.Step) + symbol, "tick").With("text-anchor", "middle"));
        }
        var x = 12 + count * width + 26;
        return legend.Add(SvgElement.Rect(x, y, 36, 12, "shape none").With("fill", $"url(#{hatch})"), SvgElement.Label(x, y + 27, Missing, "tick"));
    }
}
