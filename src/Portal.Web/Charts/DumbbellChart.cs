using Portal.Web.Charts.Drawing;

namespace Portal.Web.Charts;

/// <param name="Values">One per series; <see langword="null"/>: there is no figure.</param>
/// <param name="Told"><see langword="true"/>: the intervals tell the values apart; <see langword="false"/>: they cannot, and the row says so; <see langword="null"/>: it was not decided.</param>
public sealed record DumbbellRow(ChartLabel Label, IReadOnlyList<ChartValue?> Values, bool? Told)
{
    /// <summary>Largest minus smallest value; <see langword="null"/> with fewer than two.</summary>
    public double? Difference => Values.OfType<ChartValue>().Select(value => value.Value).ToList() is { Count: > 1 } known ? known.Max() - known.Min() : null;
}

/// <summary>Two to six values per row, one per series, joined by a line. A series has a colour and a shape; rows that cannot be told apart are hollow and say so.</summary>
public sealed record DumbbellChart : Chart
{
    public const int MostSeries = 6;
    private const double Band = 14;
    private const string NotTold = "not told apart";

    /// <param name="unit">Of the values; their difference is shown in <paramref name="differences"/>.</param>
    /// <param name="order"><see cref="RowOrder.Descending"/>: the largest difference first.</param>
    /// <exception cref="ArgumentException">There are fewer than two or more than six series, or a row has not one value for each.</exception>
    public DumbbellChart(
        string id, string title, ChartUnit unit, ChartUnit differences, ChartProvenance provenance, IReadOnlyList<ChartLabel> series, IReadOnlyList<DumbbellRow> rows,
        RowOrder order = RowOrder.Descending)
        : base(id, title, unit, provenance)
    {
        if (series.Count is < 2 or > MostSeries) { throw new ArgumentException($"A dumbbell chart compares 2 to {MostSeries} series, not {series.Count}.", nameof(series)); }
        if (rows.FirstOrDefault(row => row.Values.Count != series.Count) is { } wrong)
        {
            throw new ArgumentException($"The row \"{wrong.Label.Text}\" has {wrong.Values.Count} values for {series.Count} series; give null where there is none.", nameof(rows));
        }
        (Differences, Series) = (differences, series);
        Rows = order switch
        {
            RowOrder.Descending => [.. rows.OrderByDescending(row => row.Difference ?? double.NegativeInfinity)],
            RowOrder.Ascending => [.. rows.OrderBy(row => row.Difference ?? double.PositiveInfinity)],
            _ => rows,
        };
    }

    public ChartUnit Differences { get; }
    public IReadOnlyList<ChartLabel> Series { get; }

    /// <summary>In the order drawn.</summary>
    public IReadOnlyList<DumbbellRow> Rows { get; private init; }

    public override ChartTable Table => ChartTable.Join([
        ChartTable.Labels(LabelName, [.. Rows.Select(row => row.Label)]),
        .. Series.Select((series, at) => ChartTable.Values(ColumnId(series, at), series.Text, Unit, [.. Rows.Select(row => row.Values[at])])),
        new([new("difference", "Difference", Differences, true), new("told_apart", "Told apart", IsDetail: true)],
            [.. Rows.Select(row => new[] { ChartCell.Of(row.Difference), ChartCell.Of(row.Told switch { true => "yes", false => "no", _ => null }) })])]);

    public override IEnumerable<ChartValue> Values => Rows.SelectMany(row => row.Values).OfType<ChartValue>();

    public override int MissingCount => Rows.Count(row => row.Values.Any(value => value is null));

    public override Chart Shortened(int rows) => this with { Rows = [.. Rows.Take(rows)] };

    public override SvgElement Draw(ChartSize size)
    {
        var ends = Values.SelectMany(value => new[] { value.Value, value.Low ?? value.Value, value.High ?? value.Value });
        var axis = Axis.Over(ends, size.IsNarrow ? 4 : 5, Unit.Minimum, Unit.Maximum);
        var legend = Legend(size, out var top);
        var figures = Rows.Select(row => row switch
        {
            { Told: false } => NotTold,
            { Difference: { } difference } => Differences.Format(difference),
            _ => "",
        }).ToList();
        var column = figures.Select(text => ChartText.Width(text, RowFrame.TextSize)).DefaultIfEmpty().Max();
        var frame = new RowFrame(size, Unit, axis, [.. Rows.Select(row => row.Label)], column, Band, top);
        return Picture(size, frame.Height).Add(legend, frame.Grid()).Add(Rows.Select((row, at) => DrawRow(frame, at, row, figures[at])));
    }

    /// <summary><c>DEU</c> where the series has a code of its own, else <c>value1</c>.</summary>
    private string ColumnId(ChartLabel series, int at) =>
        series.Code is { Length: > 0 } code && code.All(char.IsAsciiLetterOrDigit) && Series.Count(other => other.Code == code) == 1 ? code : $"value{at + 1}";

    private SvgElement DrawRow(RowFrame frame, int at, DumbbellRow row, string figure)
    {
        var point = Point(row.Label, Describe(row), row.Told == false ? "hollow" : "").Add(frame.Hit(at), frame.Label(at));
        var known = row.Values.Select((value, series) => (Value: value, Series: series)).Where(v => v.Value is not null).Select(v => (Value: v.Value!, v.Series)).ToList();
        var y = frame.Middle(at);
        if (known.Count == 0) { return point.Add(frame.Words(at, Missing)); }
        if (row.Difference is not null)
        {
            var (from, to) = (frame.X(known.Min(v => v.Value.Value)), frame.X(known.Max(v => v.Value.Value)));
            point.Add(SvgElement.Path($"M{from} {y}H{to}", "joint"));
        }
        point.Add(known.Select(v => Whisker.Draw(frame, v.Value, y, $"whisker s{v.Series + 1}")));
        point.Add(known.Select(v => Sign(v.Series, frame.X(v.Value.Value), y)));
        return figure.Length == 0 ? point : point.Add(frame.Figure(at, figure, row.Told == false ? "figure weak" : "figure"));
    }

    private string Describe(DumbbellRow row) => string.Join("; ", Series.Select((series, at) => $"{ChartText.Isolated(ChartText.Cut(series.Text, 100))} {row.Values[at]?.Describe(Unit) ?? Missing}"))
        + (row.Difference is { } difference ? $"; difference {Differences.Format(difference)}" : "")
        + (row.Told == false ? "; the intervals cannot tell them apart" : "");

    /// <summary>A shape per series, so that colour is not needed to tell them apart.</summary>
    private static SvgElement Sign(int series, double x, double y) => series switch
    {
        0 => new SvgElement("circle").With("class", "sign s1").With("cx", x).With("cy", y).With("r", 5),
        1 => SvgElement.Rect(x - 4.5, y - 4.5, 9, 9, "sign s2"),
        2 => SvgElement.Path($"M{x} {y - 6.2}l6.2 6.2-6.2 6.2-6.2-6.2z", "sign s3"),
        3 => SvgElement.Path($"M{x} {y - 5.8}l5.8 10.2h-11.6z", "sign s4"),
        4 => SvgElement.Path($"M{x} {y + 5.8}l5.8-10.2h-11.6z", "sign s5"),
        _ => SvgElement.Path($"M{x - 2} {y - 6}h4v4h4v4h-4v4h-4v-4h-4v-4h4z", "sign s6"),
    };

    private SvgElement Legend(ChartSize size, out double height)
    {
        var legend = new SvgElement("g").With("class", "legend").With("aria-hidden", "true");
        var (x, y) = (6.0, 14.0);
        foreach (var (series, at) in Series.Select((series, at) => (series, at)))
        {
            var name = ChartText.Wrap(ChartText.Cut(series.Text, 200), RowFrame.TextSize, size.Width - 40, 1)[0];
            var width = 14 + ChartText.Width(name, RowFrame.TextSize) + 18;
            if (x > 6 && x + width > size.Width) { (x, y) = (6, y + 20); }
            var isRightToLeft = ChartText.IsRightToLeft(name);
            legend.Add(Sign(at, x + 6, y - 4.5), SvgElement.Label(x + 17, y, name, "label").With("lang", series.Language)
                .With("direction", isRightToLeft ? "rtl" : null).With("text-anchor", isRightToLeft ? "end" : null));
            x += width;
        }
        height = y + 8;
        return legend;
    }
}
