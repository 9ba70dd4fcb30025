using System.Globalization;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts;

/// <param name="Title">What the axis measures.</param>
/// <param name="VarianceExplained">Share of the variance along it, for components; <see langword="null"/> for other axes.</param>
public sealed record ScatterAxis(string Title, double? VarianceExplained = null)
{
    /// <summary><c>First component, 31.2 % of the variance</c>.</summary>
    public string Heading => VarianceExplained is { } share
        ? $"{Title}, {(100 * share).ToString("0.0", CultureInfo.InvariantCulture)}\u202f% of the variance" : Title;
}

public sealed record ScatterPoint(ChartLabel Label, double X, double Y, bool Highlighted = false);

/// <summary>Labelled points in the plane, on equal scales. Labels never cover each other: one without room is shown when its point is pointed at, and always in the table.</summary>
public sealed record ScatterChart : Chart
{
    private const double Radius = 4;
    private const double TextSize = 12;
    private const double Height = 15;

    /// <param name="unit">Of both coordinates.</param>
    /// <exception cref="ArgumentException">A coordinate is not finite; the message names the point.</exception>
    public ScatterChart(string id, string title, ChartUnit unit, ChartProvenance provenance, ScatterAxis x, ScatterAxis y, IReadOnlyList<ScatterPoint> points)
        : base(id, title, unit, provenance)
    {
        if (points.FirstOrDefault(point => !double.IsFinite(point.X) || !double.IsFinite(point.Y)) is { } wrong)
        {
            throw new ArgumentException($"The point \"{wrong.Label.Text}\" stands at ({wrong.X}, {wrong.Y}); leave points without a place out.", nameof(points));
        }
        (X, Y, Points) = (x, y, points);
    }

    public ScatterAxis X { get; }
    public ScatterAxis Y { get; }
    public IReadOnlyList<ScatterPoint> Points { get; }

    public override ChartTable Table => ChartTable.Join(
        ChartTable.Labels(LabelName, [.. Points.Select(point => point.Label)]),
        new([new("x", X.Heading, Unit), new("y", Y.Heading, Unit)], [.. Points.Select(point => new[] { ChartCell.Of(point.X), ChartCell.Of(point.Y) })]));

    public override IEnumerable<ChartValue> Values => [];

    public override int MissingCount => 0;

    public override string? LeftOut => ChartSize.All.Any(size => Places(size).Labels.Any(label => label.Box is null))
        ? "A name without room in the picture appears when its dot is pointed at or reached by key; the table holds them all." : null;

    public override SvgElement Draw(ChartSize size)
    {
        var (plot, x, y, labels) = Places(size);
        var picture = Picture(size, plot.Bottom + 42);
        var grid = new SvgElement("g").With("class", "axis").With("aria-hidden", "true");
        double Across(double value) => plot.Left + x.At(value) * plot.Width;
        double Up(double value) => plot.Bottom - y.At(value) * plot.Height;
        foreach (var tick in x.Ticks)
        {
            grid.Add(SvgElement.Path($"M{Across(tick)} {plot.Top}V{plot.Bottom}", tick == 0 ? "grid zero" : "grid"));
            grid.Add(SvgElement.Label(Across(tick), plot.Bottom + 15, Unit.Tick(tick, x.Step), "tick").With("text-anchor", "middle"));
        }
        foreach (var tick in y.Ticks)
        {
            grid.Add(SvgElement.Path($"M{plot.Left} {Up(tick)}H{plot.Right}", tick == 0 ? "grid zero" : "grid"));
            grid.Add(SvgElement.Label(plot.Left - 6, Up(tick) + 4, Unit.Tick(tick, y.Step), "tick").With("text-anchor", "end"));
        }
        grid.Add(SvgElement.Label(plot.Right, plot.Bottom + 34, X.Heading + " →", "axis-title").With("text-anchor", "end"));
        grid.Add(SvgElement.Label(2, 12, "↑ " + Y.Heading, "axis-title"));
        picture.Add(grid);
        return picture.Add(Points.Select((point, at) => DrawPoint(point, labels[at])));
    }

    private SvgElement DrawPoint(ScatterPoint point, LabelPlacing.Placed label)
    {
        var drawn = Point(point.Label, $"{Unit.Bare(point.X)}, {Unit.Bare(point.Y)}", point.Highlighted ? "high" : "", hover: true)
            .Add(new SvgElement("circle").With("class", "hit").With("cx", label.X).With("cy", label.Y).With("r", 11))
            .Add(new SvgElement("circle").With("class", "dot").With("cx", label.X).With("cy", label.Y).With("r", Radius));
        var isRightToLeft = ChartText.IsRightToLeft(label.Text);
        var box = label.Box ?? LabelPlacing.Beside(label);
        return drawn.Add(SvgElement.Label(isRightToLeft ? box.Right : box.Left, box.Bottom - 4, label.Text, label.Box is null ? "name hidden" : "name")
            .With("direction", isRightToLeft ? "rtl" : null).With("aria-hidden", "true"));
    }

    private (Box Plot, Axis X, Axis Y, IReadOnlyList<LabelPlacing.Placed> Labels) Places(ChartSize size)
    {
        // Both axes have the same scale, so that a distance means the same in every direction.
        var x = Axis.Around(Points.Select(point => point.X), size.IsNarrow ? 4 : 8);
        var y = Axis.Around(Points.Select(point => point.Y), size.IsNarrow ? 4 : 6);
        var plot = new Box(size.IsNarrow ? 34 : 44, 24, size.Width - (size.IsNarrow ? 10 : 24), 0);
        var height = Math.Clamp(plot.Width * (y.High - y.Low) / (x.High - x.Low), 0.45 * plot.Width, 1.5 * plot.Width);
        plot = plot with { Bottom = plot.Top + height };
        var wanted = plot.Width * (y.High - y.Low) / height;        // where the clamp held, the shorter range is widened
        if (wanted > (x.High - x.Low) * 1.001) { x = x.Between((x.Low + x.High - wanted) / 2, (x.Low + x.High + wanted) / 2); }
        else if (wanted < (x.High - x.Low) * 0.999)
        {
            var range = height * (x.High - x.Low) / plot.Width;
            y = y.Between((y.Low + y.High - range) / 2, (y.Low + y.High + range) / 2);
        }
        var labels = LabelPlacing.Place(plot, size, TextSize, Height, Radius,
            [.. Points.Select(point => (plot.Left + x.At(point.X) * plot.Width, plot.Bottom - y.At(point.Y) * plot.Height, Name(point.Label, size), point.Highlighted))]);
        return (plot, x, y, labels);
    }

    private static string Name(ChartLabel label, ChartSize size) => ChartText.Wrap(ChartText.Cut(size.IsNarrow ? label.Code ?? label.Text : label.Text, 200), TextSize, 140, 1)[0];
}
