using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Web.Tests.Charts;

namespace Portal.Web.Tests.Countries;

/// <summary>The country pages as a reader without script gets them, and what stands beside them.</summary>
public sealed class PageTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    public static TheoryData<string, string> Released
    {
        get
        {
            var links = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(SampleCharts.Root.Combine("tests/fixtures/links/released.txt")).Where(l => l.StartsWith('/')))
            {
                links.Add(line.Split(" -> ")[0], line.Split(" -> ")[1]);
            }
            return links;
        }
    }

    [Theory, MemberData(nameof(Released))]
    public async Task A_released_link_leads_where_it_led(string link, string canonical)
    {
        var page = await ReadAsync(link);
        Assert.EndsWith("/" + canonical, Canonical(page), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"notice alarm\"", page, StringComparison.Ordinal);
        Assert.Equal(Canonical(page), Canonical(await ReadAsync("/" + canonical)));
    }

    [Theory]
    [InlineData("/countries", "Egypt", "China", "aria-sort=\"descending\"", "First component", "28.0\u202f%")]
    [InlineData("/countries?measure=similarity:DEU&sort=lowest", "New Zealand", "0.978", "aria-sort=\"ascending\"")]
    [InlineData("/countries/DEU", "New Zealand (0.978)", "I am very interested in politics", "./?country=DEU&probe=Q6", "All 237 questions")]
    [InlineData("/countries/IND", "187 of 237 questions have no answers")]
    [InlineData("/compare?c=DEU~PAK", "0.8369", "0.8286", "0.8474", "0.8248", "compare?c=VNM~SRB", "religion is always right")]
    [InlineData("/compare?c=VNM~SRB&show=all", "0.8825", "not told apart")]
    [InlineData("/questions?q=religion", "Religion is important in my life", "Egypt")]
    [InlineData("/questions/Q6?country=IRN", "lang=\"fa\" dir=\"rtl\"", "lang=\"ur\" dir=\"rtl\"", "lang=\"sr-Latn\" dir=\"ltr\"", "Every answer in Iran", "fairly")]
    public async Task A_page_without_script_holds_its_figures(string address, params string[] held)
    {
        var page = WebUtility.HtmlDecode(await ReadAsync(address));
        Assert.All(held, text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("<!--Blazor:", page, StringComparison.Ordinal);       // no part of it waits for a circuit
    }

    [Theory]
    [InlineData("/countries", "map")]
    [InlineData("/countries?measure=similarity:DEU&chart=plane", "plane")]
    [InlineData("/countries/DEU", "profile")]
    [InlineData("/compare?c=DEU~PAK&chart=categories", "categories")]
    [InlineData("/questions", "spread")]
    [InlineData("/questions/Q6?country=IRN", "options")]
    public async Task A_page_s_charts_are_files_and_embeds(string address, string chart)
    {
        var (path, query) = address.Split('?') is [var before, var after] ? (before, "?" + after) : (address, "");
        var json = JsonDocument.Parse(await ReadAsync($"{path}.json{query}")).RootElement;
        Assert.Equal(chart, json.GetProperty("chart").GetString());
        foreach (var (ending, beginning) in new[] { ("csv", "name,"), ("tex", "% http"), ("svg", "<svg ") })
        {
            Assert.StartsWith(beginning, await ReadAsync($"{path}.{ending}{query}"), StringComparison.Ordinal);
        }
        Assert.InRange((await ReadAsync($"/embed{address}")).Length, 1000, 60_000);
    }

    [Theory]
    [InlineData("/countries?measure=answer:Q6&sort=lowest", "/countries.png?measure=answer:Q6&sort=lowest", "Religion is important")]
    [InlineData("/compare?c=VNM~SRB", "/compare.png?c=VNM~SRB", "Vietnam and Serbia")]
    [InlineData("/questions/Q6?country=IRN", "/questions/Q6.png?country=IRN", "Religion is important")]
    public async Task A_preview_describes_the_view(string address, string image, string title)
    {
        var page = WebUtility.HtmlDecode(await ReadAsync(address));
        Assert.EndsWith(image, Regex.Match(page, "og:image\" content=\"([^\"]*)").Groups[1].Value, StringComparison.Ordinal);
        Assert.Contains(title, Regex.Match(page, "og:title\" content=\"([^\"]*)").Groups[1].Value, StringComparison.Ordinal);
        Assert.Matches(@"og:description"" content=""[^""]*\d", page);
    }

    [Theory]
    [InlineData("/countries/XXX", "no country")]
    [InlineData("/countries/germany", "did you mean DEU")]
    [InlineData("/questions/Q0", "no probe")]
    [InlineData("/countries/%3Cscript%3E", "no country")]
    public async Task What_there_is_not_is_said_with_status_404(string address, string told)
    {
        foreach (var form in new[] { address, address + ".csv", "/embed" + address })
        {
            using var response = await shared.Portal.Http.GetAsync(form);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains(told, text, StringComparison.OrdinalIgnoreCase);
            if (response.Content.Headers.ContentType!.MediaType == "text/html") { Assert.DoesNotContain("<script>", text, StringComparison.OrdinalIgnoreCase); }
        }
    }

    [Theory]
    [InlineData("/countries?measure=")]
    [InlineData("/countries?sort=")]
    [InlineData("/compare?c=")]
    [InlineData("/compare?c=DEU~PAK&category=")]
    [InlineData("/compare?c=DEU~PAK&show=")]
    [InlineData("/questions?category=")]
    [InlineData("/questions/Q6?country=")]
    public async Task A_hostile_value_is_a_named_problem_and_never_markup(string parameter)
    {
        foreach (var value in new[] { "\"><img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\u202eevil", "\0", "'); DROP TABLE", "=1+1" })
        {
            var address = parameter + Uri.EscapeDataString(value);
            var page = await ReadAsync(address);
            Assert.Contains("class=\"notice alarm\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            var (path, query) = (address.Split('?')[0], address[address.IndexOf('?', StringComparison.Ordinal)..]);
            using var csv = await shared.Portal.Http.GetAsync($"{path}.csv{query}");
            Assert.Equal(HttpStatusCode.BadRequest, csv.StatusCode);
        }
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\u202eevil")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    public async Task A_hostile_search_is_text(string words)
    {
        var page = await ReadAsync("/questions?q=" + Uri.EscapeDataString(words));
        Assert.Contains("No question holds", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        using var csv = await shared.Portal.Http.GetAsync("/questions.csv?q=" + Uri.EscapeDataString(words));
        Assert.Equal(HttpStatusCode.NotFound, csv.StatusCode);
    }

    private static string Canonical(string page) => WebUtility.HtmlDecode(Regex.Match(page, "rel=\"canonical\" href=\"([^\"]*)").Groups[1].Value);

    private async Task<string> ReadAsync(string address)
    {
        using var response = await shared.Portal.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
