using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

/// <summary>Long turns reach the page whole. How long after its line a draw is there, by the page's own clock, is printed: <c>dotnet test --filter PaceTests --logger "console;verbosity=normal"</c>.</summary>
[Collection(nameof(BrowserSuite))]
public sealed class PaceTests(BrowserFixture browser, ITestOutputHelper output)
{
    private const string Measure = """
        async id => {
            const [lines, drawn] = [new Map(), new Map()];
            let shown = 0;
            const look = () => {
                const now = performance.now();
                const counts = [...document.querySelectorAll("article.turn:last-of-type .cells")].map(c => c.querySelectorAll(".cell:not(.open)").length);
                for (const total = counts.reduce((a, b) => a + b, 0); shown < total;) { drawn.set(++shown, now); }
            };
            look();
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
            const reader = (await fetch(`/api/playground/${id}/lines`)).body.pipeThrough(new TextDecoderStream()).getReader();
            let rest = "";
            for (;;) {
                const { value, done } = await reader.read();
                if (done) { break; }
                const parts = (rest + value).split("\n");
                rest = parts.pop();
                for (const line of parts.map(part => JSON.parse(part))) { if (line.type === "draw") { lines.set(line.order, performance.now()); } }
            }
            for (let waited = 0; shown < lines.size && waited < 30000; waited += 50) { await new Promise(r => setTimeout(r, 50)); }
            observer.disconnect();
            return [...lines].map(([order, at]) => Math.max(0, (drawn.get(order) ?? 1e9) - at));
        }
        """;

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    public async Task Every_draw_of_a_long_turn_reaches_the_page(int demonstrations)
    {
        browser.Cast.Add("quick", ["important"], ["unimportant"]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync($"/?model=quick&country=DEU&probe=Q6&samples=100&k={demonstrations}");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns).ToHaveCountAsync(1);
        var late = (await reader.Page.EvaluateAsync<double[]>(Measure, reader.Page.Url[^12..])).Order().ToList();

        Assert.Equal(200, late.Count);
        output.WriteLine($"line to page, ms: median {late[100]:0}, p95 {late[190]:0}, max {late[199]:0}");
        Assert.All(late, delay => Assert.True(delay < 1e9, "a draw never reached the page"));
    }

    [Fact]
    public async Task A_long_turn_of_very_long_answers_costs_little_memory()
    {
        browser.Cast.Add("verbose", ["important, because " + new string('x', 99_000)], ["unimportant, because " + new string('y', 99_000)]);
        await using var portal = await browser.StartPortalAsync();
        await using var reader = await browser.OpenAsync(portal: portal);
        await reader.OpenAsync("/?model=verbose&country=DEU&probe=Q6&samples=100");
        var before = portal.Memory();
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns).ToHaveCountAsync(1);
        var late = (await reader.Page.EvaluateAsync<double[]>(Measure, reader.Page.Url[^12..])).Order().ToList();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        var (now, highest) = portal.Memory();

        output.WriteLine($"line to page, ms: median {late[100]:0}, p95 {late[190]:0}, max {late[199]:0}; memory, MB: {before.Now} before, {now} after, {highest} at most");
        Assert.All(late, delay => Assert.True(delay < 1e9, "a draw never reached the page"));
        Assert.InRange(now, 1, 350);
    }
}
