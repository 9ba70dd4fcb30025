using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Portal.Web.Charts;
using Portal.Web.Charts.Export;
using Portal.Web.Hosting;

namespace Portal.Web.Tests.Charts;

/// <summary>The addresses beside a page, behind the portal's own border.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(SampleCharts.Style);
        builder.Services.AddProblemDetails();
        _app = builder.Build();
        _app.UseBrowserBorder();
        _app.UseHeadOfPages();
        _app.UseRouting();
        _app.MapChartRoutes("/countries/{iso3}", (context, _) => (string)context.Request.RouteValues["iso3"]! is "DEU" or "PAK"
            ? Task.FromResult(new ChartView($"countries/{context.Request.RouteValues["iso3"]}?measure=answer:Q6", "Germany", [SampleCharts.Bars(), SampleCharts.Map()]))
            : throw new ChartViewException(404, $"There is no society {context.Request.RouteValues["iso3"]}; try <b>DEU</b>."));
        _app.MapGet("/countries/{iso3}", (string iso3) => $"the page of {iso3}");
        await _app.StartAsync();
        _http = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("csv", "text/csv", "name,code,value,value_low,value_high,value_n\r\n")]
    [InlineData("json", "application/json", "{")]
    [InlineData("tex", "application/x-tex", "% http://localhost/countries/DEU?measure=answer:Q6\n")]
    [InlineData("svg", "image/svg+xml", "<svg ")]
    public async Task The_page_s_address_with_an_ending_answers(string ending, string type, string beginning)
    {
        using var response = await _http.GetAsync($"/countries/DEU.{ending}?measure=answer:Q6");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith(beginning, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("the page of DEU", await _http.GetStringAsync("/countries/DEU"));
    }

    [Fact]
    public async Task A_chart_is_chosen_by_its_id()
    {
        var json = JsonDocument.Parse(await _http.GetStringAsync("/countries/DEU.json?chart=map")).RootElement;
        using var unknown = await _http.GetAsync("/countries/DEU.json?chart=pie");

        Assert.Equal("map", json.GetProperty("chart").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("bars, map", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory, InlineData("/countries/PAK.png")]
    public async Task The_PNG_is_served(string address)
    {
        using var response = await _http.GetAsync(address);

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 10_000);
    }

    [Fact]
    public async Task Only_embeds_may_stand_in_pages_of_other_sites()
    {
        using var embed = await _http.GetAsync("/embed/countries/DEU?measure=answer:Q6&chart=map");
        using var picture = await _http.GetAsync("/countries/DEU.svg");

        var policy = embed.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors *", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains(ChartStyle.Hash(SampleCharts.Style.Embed), policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.True((await embed.Content.ReadAsByteArrayAsync()).Length < ChartEmbed.MostBytes);
        Assert.Contains("frame-ancestors 'self'", picture.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_shown_is_said()
    {
        using var csv = await _http.GetAsync("/countries/XXX.csv");
        using var embed = await _http.GetAsync("/embed/countries/XXX");
        var text = await embed.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (csv.StatusCode, embed.StatusCode));
        Assert.Contains("no society XXX", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
    }
}
