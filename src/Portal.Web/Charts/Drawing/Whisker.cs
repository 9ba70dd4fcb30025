namespace Portal.Web.Charts.Drawing;

/// <summary>An interval as a line with end caps.</summary>
internal static class Whisker
{
    private const double Cap = 3.5;

    /// <returns><see langword="null"/> where the value has no interval.</returns>
    public static SvgElement? Draw(RowFrame frame, ChartValue value, double y, string classes = "whisker")
    {
        if (value is not { Low: { } low, High: { } high }) { return null; }
        var (from, to) = (frame.X(low), frame.X(high));
        return SvgElement.Path($"M{from} {y - Cap}v{2 * Cap}m0 {-Cap}H{to}m0 {-Cap}v{2 * Cap}", classes);
    }
}
