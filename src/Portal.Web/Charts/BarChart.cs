using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts;

/// <summary>How a value is drawn: bars begin at zero; dots need not.</summary>
public enum BarMarks
{
    Bars,
    Dots,
}

/// <summary>In which order rows stand; rows without a value come last, in the order given.</summary>
public enum RowOrder
{
    Descending,
    Ascending,
    AsGiven,
}

/// <param name="Value"><see langword="null"/>: there is no figure, and the row says so.</param>
/// <param name="Highlighted">Drawn in the accent.</param>
public sealed record BarRow(ChartLabel Label, ChartValue? Value, bool Highlighted = false);

/// <summary>One value per row as a horizontal bar or dot, with its interval as a whisker and its figure written out.</summary>
public sealed record BarChart : Chart
{
    private const double Band = 12;

    public BarChart(string id, string title, ChartUnit unit, ChartProvenance provenance, IReadOnlyList<BarRow> rows, RowOrder order = RowOrder.Descending)
        : base(id, title, unit, provenance) => Rows = order switch
        {
            RowOrder.Descending => [.. rows.Where(row => row.Value is not null).OrderByDescending(row => row.Value!.Value), .. rows.Where(row => row.Value is null)],
            RowOrder.Ascending => [.. rows.Where(row => row.Value is not null).OrderBy(row => row.Value!.Value), .. rows.Where(row => row.Value is null)],
            _ => rows,
        };

    /// <summary>In the order drawn.</summary>
    public IReadOnlyList<BarRow> Rows { get; private init; }

    public BarMarks Marks { get; init; } = BarMarks.Bars;

    public override ChartTable Table => ChartTable.Join(
        ChartTable.Labels(LabelName, [.. Rows.Select(row => row.Label)]),
        ChartTable.Values("value", ChartText.Capital(Unit.Name), Unit, [.. Rows.Select(row => row.Value)]));

    public override IEnumerable<ChartValue> Values => Rows.Where(row => row.Value is not null).Select(row => row.Value!);

    public override int MissingCount => Rows.Count(row => row.Value is null);

    public override Chart Shortened(int rows) => this with { Rows = [.. Rows.Take(rows)] };

    public override SvgElement Draw(ChartSize size)
    {
        var ends = Values.SelectMany(value => new[] { value.Value, value.Low ?? value.Value, value.High ?? value.Value });
        if (Marks == BarMarks.Bars) { ends = ends.Append(0); }
        var axis = Axis.Over(ends, size.IsNarrow ? 4 : 5, Unit.Minimum, Unit.Maximum);
        var figures = Rows.Select(row => row.Value is { } value ? Unit.Format(value.Value) : "").ToList();
        var column = figures.Select(text => ChartText.Width(text, RowFrame.TextSize)).DefaultIfEmpty().Max();
        var frame = new RowFrame(size, Unit, axis, [.. Rows.Select(row => row.Label)], column, Band, top: 0);
        return Picture(size, frame.Height).Add(frame.Grid()).Add(Rows.Select((row, at) => DrawRow(frame, at, row, figures[at])));
    }

    private SvgElement DrawRow(RowFrame frame, int at, BarRow row, string figure)
    {
        if (row.Value is not { } value) { return Point(row.Label, Missing, "none").Add(frame.Hit(at), frame.Label(at), frame.Words(at, Missing)); }
        var point = Point(row.Label, value.Describe(Unit), row.Highlighted ? "high" : "").Add(frame.Hit(at), frame.Label(at));
        var (x, y) = (frame.X(value.Value), frame.Middle(at));
        var zero = frame.X(Math.Clamp(0, frame.Axis.Low, frame.Axis.High));
        if (Marks == BarMarks.Bars) { point.Add(SvgElement.Rect(Math.Min(zero, x), y - Band / 2, Math.Abs(x - zero), Band, "bar")); }
        point.Add(Whisker.Draw(frame, value, y));
        if (Marks == BarMarks.Dots) { point.Add(new SvgElement("circle").With("class", "dot").With("cx", x).With("cy", y).With("r", 5)); }
        return point.Add(frame.Figure(at, figure, "figure"));
    }
}
