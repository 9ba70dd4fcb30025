using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Web.Charts.Drawing;
using Portal.Web.Charts.Export;
using Portal.Web.Components.Charts;

namespace Portal.Web.Charts;

/// <summary>A chart as a page of its own for other sites' frames: static, without script, its style inside, and under <see cref="MostBytes"/>.</summary>
public static class ChartEmbed
{
    public const int MostBytes = 60_000;
    private const int LeastRow = 250;           // bytes of a row in a picture, at least: what cannot fit is not tried
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);      // the page is UTF-8: letters need no entities
    private static readonly ServiceProvider s_services = new ServiceCollection().AddSingleton(s_encoder).BuildServiceProvider();

    /// <summary>The page. What does not fit is left out in this order, and the page says so: the table, the wide picture, the last rows.</summary>
    /// <param name="root">The portal's root for links: <c>/</c>.</param>
    public static async Task<string> WriteAsync(ChartView view, Chart chart, string root, ChartStyle style, CancellationToken cancellation)
    {
        var rows = chart.Table.Rows.Count;
        var (sizes, hasTable, shown) = (2 * LeastRow * rows < MostBytes ? ChartSize.All : [ChartSize.Narrow], 2 * LeastRow * rows < MostBytes, Math.Min(rows, MostBytes / LeastRow));
        for (var attempt = 0; attempt < 8; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = Document(chart.Title, await BodyAsync(view, chart, shown, sizes, hasTable), root, style);
            var bytes = Encoding.UTF8.GetByteCount(page);
            if (bytes < MostBytes) { return page; }
            if (hasTable) { hasTable = false; }
            else if (sizes.Count > 1) { sizes = [ChartSize.Narrow]; }
            else { shown = (int)(0.95 * shown * MostBytes / bytes); }
        }
        return Explain($"This chart is too large to stand in another page; it is at {view.Address}.", style);
    }

    /// <summary>A page that says why there is no chart.</summary>
    public static string Explain(string message, ChartStyle style) =>
        Document("No chart", $"<p>{s_encoder.Encode(ChartText.Clean(message))}</p>", "/", style);

    private static async Task<string> BodyAsync(ChartView view, Chart chart, int rows, IReadOnlyList<ChartSize> sizes, bool table)
    {
        await using var renderer = new HtmlRenderer(s_services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(EmbeddedChart.View)] = view,
            [nameof(EmbeddedChart.Whole)] = chart,
            [nameof(EmbeddedChart.Rows)] = rows,
            [nameof(EmbeddedChart.Sizes)] = sizes,
            [nameof(EmbeddedChart.HasTable)] = table,
        });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<EmbeddedChart>(parameters)).ToHtmlString());
    }

    /// <param name="body">Markup that was escaped where it was made.</param>
    private static string Document(string title, string body, string root, ChartStyle style) =>
        $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><base href="{s_encoder.Encode(root)}" target="_blank">
        <title>{s_encoder.Encode(ChartText.Clean(ChartText.Cut(title, 300)))}</title><style>{style.Embed}</style></head><body>{body}</body></html>
        """;
}
