using Microsoft.AspNetCore.WebUtilities;

namespace Portal.Web.Charts;

/// <summary>What an address shows: a page in one state, and its charts. Pages, embeds and exports are made from it.</summary>
/// <param name="Address">The page's canonical address relative to the portal's root: <c>countries?measure=answer:Q6</c>.</param>
/// <param name="Title">The page's heading in this state.</param>
/// <param name="Charts">In the page's order; their ids differ.</param>
public sealed record ChartView(string Address, string Title, IReadOnlyList<Chart> Charts)
{
    public const string Parameter = "chart";

    /// <summary>The address of a chart as a file: the page's own with an ending, and the chart's id unless it is the first.</summary>
    /// <param name="ending"><c>csv</c>, <c>json</c>, <c>tex</c>, <c>png</c> or <c>svg</c>.</param>
    public string Export(Chart chart, string ending) => Selected(chart, path => $"{path}.{ending}");

    public string Embed(Chart chart) => Selected(chart, path => $"embed/{path}");

    /// <summary>A name for a downloaded file: <c>countries-DEU-profile.csv</c>.</summary>
    public string FileName(Chart chart, string ending) =>
        $"{new string([.. Address.Split('?')[0].Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-')}-{chart.Id}.{ending}";

    /// <summary>The chart with an id; the first where none is asked for.</summary>
    /// <exception cref="ChartViewException">The page has no such chart.</exception>
    public Chart Find(string? id) => Charts.Count == 0 ? throw new ChartViewException(StatusCodes.Status404NotFound, $"{Address} shows no chart.")
        : id is null ? Charts[0]
        : Charts.FirstOrDefault(chart => chart.Id == id)
            ?? throw new ChartViewException(StatusCodes.Status400BadRequest, $"chart is \"{Drawing.ChartText.Cut(id, 60)}\"; {Address} has {string.Join(", ", Charts.Select(chart => chart.Id))}.");

    private string Selected(Chart chart, Func<string, string> turn)
    {
        var at = Address.IndexOf('?', StringComparison.Ordinal);
        var address = at < 0 ? turn(Address) : turn(Address[..at]) + Address[at..];
        return chart.Id == Charts[0].Id ? address : QueryHelpers.AddQueryString(address, Parameter, chart.Id);
    }
}

/// <summary>An address cannot be shown; the message names the parameter and what it may be.</summary>
public sealed class ChartViewException(int status, string message) : Exception(message)
{
    /// <summary>400 for a choice that there is not, 404 for a page that there is not.</summary>
    public int Status { get; } = status;
}
