namespace Portal.Web.Charts;

/// <summary>The lines that stand with a chart wherever it is shown.</summary>
public static class ChartFacts
{
    /// <summary>Unit, n, missing values, what the intervals cover, how to read it, what the picture leaves out.</summary>
    public static IEnumerable<string> Of(Chart chart)
    {
        yield return string.Join(" · ", Brief(chart));
        if (chart.Intervals is { } intervals) { yield return intervals; }
        if (chart.Note is { } note) { yield return note; }
        if (chart.LeftOut is { } leftOut) { yield return leftOut; }
    }

    /// <summary>Unit, n and missing values, a few words each.</summary>
    public static IEnumerable<string> Brief(Chart chart)
    {
        yield return Drawing.ChartText.Capital(chart.Unit.Heading);
        if (chart.Respondents is { } n) { yield return n; }
        if (chart.MissingCount > 0) { yield return $"{chart.Missing}: {chart.MissingCount} of {chart.Table.Rows.Count}"; }
    }
}
