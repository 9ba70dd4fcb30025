using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Web.Charts;
using Portal.Web.Components.Charts;

namespace Portal.Web.Tests.Charts;

public sealed class FrameTests
{
    [Fact]
    public async Task The_frame_says_what_is_shown_and_how_to_take_it_along()
    {
        var chart = SampleCharts.Bars();

        var frame = await RenderAsync(chart);

        Assert.Contains(">Religion is important in my life</h2>", frame, StringComparison.Ordinal);
        Assert.All(["Share of respondents (%)", "n = 1,000 to 1,064", "not asked: 7 of 65", "95 % Wilson intervals over the respondents", "half for each side", "wvs7-en 1.0.0"],
            fact => Assert.Contains(fact, System.Net.WebUtility.HtmlDecode(frame), StringComparison.Ordinal));
        Assert.All(["csv", "json", "png", "svg", "tex"], ending => Assert.Contains($"href=\"countries.{ending}?measure=answer:Q6\" download=\"countries-bars.{ending}\"", frame, StringComparison.Ordinal));
        Assert.Contains("href=\"embed/countries?measure=answer:Q6\"", frame, StringComparison.Ordinal);
        Assert.Equal((65, 6), (Regex.Count(frame, "<th scope=\"row\""), Regex.Count(frame, "<th scope=\"col\"")));
        Assert.Equal(2 * 65, Regex.Count(frame, "<a href=\"countries/[A-Z]{3}\" class=\"point"));         // two pictures, of which a browser shows one
    }

    [Theory]
    [InlineData("hostile bars")]
    [InlineData("hostile dumbbells")]
    [InlineData("hostile scatter")]
    [InlineData("hostile map")]
    public async Task What_others_wrote_stays_text(string kind)
    {
        var frame = await RenderAsync(SampleCharts.Of(kind));

        Assert.DoesNotContain("<script", frame, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", frame, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u202e", System.Net.WebUtility.HtmlDecode(frame), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", frame, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<[^>]+\s(on\w+|style)\s*=", Regex.Replace(frame, "\"[^\"]*\"", "\"\""));
    }

    [Fact]
    public async Task Every_foreign_name_has_its_language_and_keeps_its_direction_to_itself()
    {
        var chart = new BarChart("fa", "Persian", ChartUnit.Share, SampleCharts.Provenance, [new(new ChartLabel("دین مهم است") { Language = "fa" }, new ChartValue(0.5, 0.4, 0.6, 10))]);

        var frame = System.Net.WebUtility.HtmlDecode(await RenderAsync(chart));

        Assert.Contains("<th scope=\"row\"><bdi lang=\"fa\">دین مهم است</bdi></th>", frame, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(frame, "class=\"point\"[^>]*lang=\"fa\""));
        Assert.Contains("<td class=\"quantity number\">40</td>", frame, StringComparison.Ordinal);
    }

    internal static async Task<string> RenderAsync(Chart chart)
    {
        await using var services = new ServiceCollection().AddSingleton<NavigationManager, Here>().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(ChartFrame.View)] = new ChartView("countries?measure=answer:Q6", "Countries", [chart]),
            [nameof(ChartFrame.Chart)] = chart,
        });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ChartFrame>(parameters)).ToHtmlString());
    }

    private sealed class Here : NavigationManager
    {
        public Here() => Initialize("https://portal.example/", "https://portal.example/countries?measure=answer:Q6");
    }
}
