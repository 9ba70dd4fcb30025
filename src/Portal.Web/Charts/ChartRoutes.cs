using System.Text;
using Portal.Web.Charts.Export;
using Portal.Web.Hosting;

namespace Portal.Web.Charts;

/// <summary>The addresses beside a page: <c>{page}.csv</c>, <c>.json</c>, <c>.tex</c>, <c>.svg</c>, <c>.png</c> and <c>/embed{page}</c>, with the page's own query.</summary>
public static class ChartRoutes
{
    /// <summary>Adds them for one page.</summary>
    /// <param name="page">Its route, as in <c>@page</c>: <c>/countries/{iso3}</c>.</param>
    /// <param name="read">
    /// Reads the view from the request's route values and query, as the page does; it ignores <c>chart</c>. Throws <see cref="ChartViewException"/> for what cannot be shown.
    /// </param>
    public static void MapChartRoutes(this IEndpointRouteBuilder routes, string page, Func<HttpContext, CancellationToken, Task<ChartView>> read)
    {
        void Map(string ending, Func<Shown, CancellationToken, Task<IResult>> answer) =>
            routes.MapGet($"{page}.{ending}", (HttpContext context, CancellationToken cancellation) => AnswerAsync(context, read, answer, cancellation)).ExcludeFromDescription();

        Map("csv", (shown, _) => File(shown, "csv", "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(ChartCsv.Write(shown.Chart.Table))));
        Map("json", (shown, _) => Task.FromResult(Results.Bytes(ChartJson.Write(shown.Chart, shown.Absolute), "application/json")));
        Map("tex", (shown, _) => File(shown, "tex", "application/x-tex; charset=utf-8", Encoding.UTF8.GetBytes(ChartLatex.Write(shown.Chart, shown.Absolute))));
        Map("svg", (shown, _) =>
        {
            shown.Context.Response.Headers.ContentSecurityPolicy = BrowserBorder.PolicyOfPictures(ChartStyle.Hash(shown.Style.Picture));
            return Task.FromResult(Results.Bytes(Encoding.UTF8.GetBytes(ChartSvg.Write(shown.Chart, shown.Style)), "image/svg+xml"));
        });
        Map("png", async (shown, cancellation) => Results.Bytes(await ChartPng.WriteAsync(shown.Chart, shown.Style, cancellation), "image/png"));

        routes.MapGet($"/embed{page}", async (HttpContext context, CancellationToken cancellation) =>
        {
            var style = context.RequestServices.GetRequiredService<ChartStyle>();
            context.Response.Headers.ContentSecurityPolicy = BrowserBorder.PolicyOfEmbeds(ChartStyle.Hash(style.Embed));
            try
            {
                var view = await read(context, cancellation);
                return Html(await ChartEmbed.WriteAsync(view, view.Find(context.Request.Query[ChartView.Parameter].FirstOrDefault()), $"{context.Request.PathBase}/", style, cancellation));
            }
            catch (ChartViewException wrong) { return Html(ChartEmbed.Explain(wrong.Message, style), wrong.Status); }
        }).ExcludeFromDescription();
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, Func<HttpContext, CancellationToken, Task<ChartView>> read, Func<Shown, CancellationToken, Task<IResult>> answer, CancellationToken cancellation)
    {
        try
        {
            var view = await read(context, cancellation);
            var chart = view.Find(context.Request.Query[ChartView.Parameter].FirstOrDefault());
            return await answer(new(context, view, chart, context.RequestServices.GetRequiredService<ChartStyle>()), cancellation);
        }
        catch (ChartViewException wrong) { return Results.Problem(wrong.Message, statusCode: wrong.Status); }
        catch (ChartPngException failed) { return Results.Problem(failed.Message, statusCode: StatusCodes.Status503ServiceUnavailable); }
    }

    private static Task<IResult> File(Shown shown, string ending, string type, byte[] content) => Task.FromResult(Results.File(content, type, shown.View.FileName(shown.Chart, ending)));

    private static IResult Html(string page, int status = StatusCodes.Status200OK) => Results.Content(page, "text/html; charset=utf-8", Encoding.UTF8, status);

    private sealed record Shown(HttpContext Context, ChartView View, Chart Chart, ChartStyle Style)
    {
        /// <summary>The page's address in full.</summary>
        public string Absolute => $"{Context.Request.Scheme}://{Context.Request.Host}{Context.Request.PathBase}/{View.Address}";
    }
}
