namespace Portal.Web.Charts.Drawing;

/// <summary>
/// The frame of charts with one row per label over a common axis. Wide: labels in a column at the left, figures in one at the right. Narrow: both above the row's own plot.
/// </summary>
internal sealed class RowFrame
{
    public const double TextSize = 13;
    private const double LineHeight = 17;
    private const double AxisHeight = 22;
    private const int ManyRows = 24;          // then the axis is written at the bottom too
    private readonly ChartSize _size;
    private readonly ChartUnit _unit;
    private readonly IReadOnlyList<IReadOnlyList<string>> _lines;
    private readonly IReadOnlyList<ChartLabel> _labels;
    private readonly double[] _tops;
    private readonly double _band;
    private readonly double _top;

    /// <param name="figures">Width of the column of figures at the right, in pixels.</param>
    /// <param name="band">Height of the marks, in pixels.</param>
    /// <param name="top">Where the frame begins: below a legend, say.</param>
    public RowFrame(ChartSize size, ChartUnit unit, Axis axis, IReadOnlyList<ChartLabel> labels, double figures, double band, double top)
    {
        (_size, _unit, Axis, _labels, _band, _top) = (size, unit, axis, labels, band, top);
        if (size.IsNarrow)
        {
            (Left, Right) = (6, size.Width - 8);
            _lines = [.. labels.Select(label => ChartText.Wrap(ChartText.Cut(label.Text, 1000), TextSize, size.Width - figures - 14, 2))];
        }
        else
        {
            var widest = 0.36 * size.Width;
            _lines = [.. labels.Select(label => ChartText.Wrap(ChartText.Cut(label.Text, 1000), TextSize, widest, 2))];
            var column = _lines.Count == 0 ? 0 : _lines.Max(lines => lines.Max(line => ChartText.Width(line, TextSize)));
            (Left, Right) = (Math.Min(widest, column) + 14, size.Width - figures - 14);
        }
        _tops = new double[labels.Count + 1];
        _tops[0] = _top + AxisHeight + 4;
        for (var row = 0; row < labels.Count; row++) { _tops[row + 1] = _tops[row] + RowHeight(row); }
    }

    public Axis Axis { get; }
    public double Left { get; }
    public double Right { get; }
    public double Height => _tops[^1] + (_labels.Count > ManyRows ? AxisHeight : 4);

    public double X(double value) => Left + Axis.At(value) * (Right - Left);

    /// <summary>The middle of a row's marks.</summary>
    public double Middle(int row) => _size.IsNarrow ? _tops[row + 1] - 8 - _band / 2 : (_tops[row] + _tops[row + 1]) / 2;

    /// <summary>What catches the pointer and shows the focus: the whole row.</summary>
    public SvgElement Hit(int row) => SvgElement.Rect(1, _tops[row] + 1, _size.Width - 2, _tops[row + 1] - _tops[row] - 2, "hit").With("rx", 3);

    /// <summary>The row's label, against the plot (wide) or above it (narrow).</summary>
    public SvgElement Label(int row)
    {
        var lines = _lines[row];
        var isRightToLeft = ChartText.IsRightToLeft(_labels[row].Text);
        var y = _size.IsNarrow ? _tops[row] + LineHeight - 1 : Middle(row) - (lines.Count - 1) * LineHeight / 2 + 4.5;
        var x = _size.IsNarrow ? Left + 3 : Left - 10;
        // A text's start is its right end where it runs from right to left.
        var isAtEnd = _size.IsNarrow == isRightToLeft;
        var text = new SvgElement("text").With("class", "label").With("x", x).With("y", y).With("aria-hidden", "true")       // the point says it all
            .With("text-anchor", isAtEnd ? "end" : null).With("direction", isRightToLeft ? "rtl" : null);
        if (lines.Count == 1) { return text.Text(lines[0]); }
        return text.Add(lines.Select((line, at) => new SvgElement("tspan").With("x", x).With("dy", at == 0 ? null : SvgElement.Number(LineHeight)).Text(line)));
    }

    /// <summary>The figure at the row's end.</summary>
    public SvgElement Figure(int row, string text, string classes) => SvgElement
        .Label(_size.Width - 6, _size.IsNarrow ? _tops[row] + LineHeight - 1 : Middle(row) + 4.5, text, classes).With("text-anchor", "end").With("aria-hidden", "true");

    /// <summary>Words where a row has no marks.</summary>
    public SvgElement Words(int row, string text) => SvgElement.Label(Left + (_size.IsNarrow ? 3 : 6), Middle(row) + 4.5, text, "missing").With("aria-hidden", "true");

    /// <summary>Grid lines with their numbers; the line at 0 is stronger.</summary>
    public SvgElement Grid()
    {
        var grid = new SvgElement("g").With("class", "axis").With("aria-hidden", "true");
        foreach (var tick in Axis.Ticks)
        {
            var x = X(tick);
            grid.Add(SvgElement.Path($"M{x} {_top + AxisHeight}V{_tops[^1]}", Math.Abs(tick) < Axis.Step / 1e6 ? "grid zero" : "grid"));
            var anchor = x > _size.Width - 24 ? "end" : x < 12 ? "start" : "middle";
            var text = _unit.Tick(tick, Axis.Step) + (tick == Axis.Ticks[^1] && _unit.Symbol == "%" ? "\u202f%" : "");
            grid.Add(SvgElement.Label(x, _top + AxisHeight - 7, text, "tick").With("text-anchor", anchor));
            if (_labels.Count > ManyRows) { grid.Add(SvgElement.Label(x, _tops[^1] + 16, text, "tick").With("text-anchor", anchor)); }
        }
        return grid;
    }

    private double RowHeight(int row) => _size.IsNarrow ? _lines[row].Count * LineHeight + _band + 14 : Math.Max(_band + 10, _lines[row].Count * LineHeight + 6);
}
