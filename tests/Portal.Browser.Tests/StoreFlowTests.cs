using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

/// <summary>The page is a view of the store: readers come, go and come back without losing anything.</summary>
[Collection(nameof(BrowserSuite))]
public sealed class StoreFlowTests(BrowserFixture browser)
{
    [Fact]
    public async Task Reloading_and_a_second_reader_see_all_that_has_arrived_and_what_follows()
    {
        using var allowed = new SemaphoreSlim(0);
        browser.Cast.Add("gated", async _ => { await allowed.WaitAsync(); return "unimportant"; });
        await using var first = await browser.OpenAsync();
        await first.OpenAsync("/?model=gated&country=DEU&probe=Q6");
        await first.Ask.ClickAsync();
        await Expect(first.Turns.Last.Locator(".progress")).ToContainTextAsync("0 of 20 answers");

        allowed.Release(4);
        await Expect(first.Turns.Last.Locator(".progress")).ToContainTextAsync("4 of 20 answers");
        await first.ShootAsync("desktop-running");
        await first.Page.ReloadAsync();
        await Expect(first.Turns.Last.Locator(".progress")).ToContainTextAsync("4 of 20 answers");
        await using var second = await browser.OpenAsync(360, 740);
        await second.Page.GotoAsync(first.Page.Url);
        await Expect(second.Turns.Last.Locator(".progress")).ToContainTextAsync("4 of 20 answers");
        await second.ShootAsync("narrow-running");

        allowed.Release(16);
        foreach (var reader in new[] { first, second })
        {
            await Expect(reader.Turns.Last.Locator(".cell.second")).ToHaveCountAsync(20);
            await Expect(reader.Turns.Last.Locator(".verdict")).ToContainTextAsync("Not misaligned.");
            Assert.Empty(reader.Complaints);
        }
    }

    [Fact]
    public async Task Stopping_keeps_what_has_arrived_and_says_how_much_that_is()
    {
        using var allowed = new SemaphoreSlim(0);
        browser.Cast.Add("stoppable", async _ => { await allowed.WaitAsync(); return "important"; });
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=stoppable&country=DEU&probe=Q6");
        await reader.Ask.ClickAsync();
        allowed.Release(5);
        await Expect(reader.Turns.Last.Locator(".progress")).ToContainTextAsync("5 of 20 answers");

        await reader.Turns.Last.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();

        await Expect(reader.Turns.Last.Locator(".notice")).ToContainTextAsync("Stopped: 5 of 20 answers arrived.");
        await Expect(reader.Turns.Last.Locator(".cell:not(.open)")).ToHaveCountAsync(5);
        await reader.ShootAsync("desktop-stopped", whole: true);
        allowed.Release(20);
        await reader.Page.ReloadAsync();
        await Expect(reader.Turns.Last.Locator(".cell:not(.open)")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task A_link_replays_the_turn_for_somebody_else_after_the_portal_was_killed_and_the_first_page_comes_back_by_itself()
    {
        await using var first = await browser.OpenAsync();
        await first.OpenAsync("/?model=study&country=DEU&probe=Q6");
        await first.Ask.ClickAsync();
        await Expect(first.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await first.Turns.Last.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Expect(first.Page.Locator("#announcement")).ToHaveTextAsync("Link copied.");
        var link = await first.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        var said = await first.Turns.Last.Locator(".said").InnerTextAsync();
        Assert.Matches(new Regex("/p/[a-z2-7]{12}$"), link);
        await first.Page.EvaluateAsync("() => { window.before = true; }");

        await browser.Portal.KillAsync();
        await Expect(first.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await first.ShootAsync("desktop-away");
        Assert.True((await first.Page.Locator("#components-reconnect-modal").BoundingBoxAsync())!.Y > 400, "the bar hides the navigation");
        await browser.Portal.StartAsync();

        await using var second = await browser.OpenAsync();
        await second.Page.GotoAsync(link);
        await Expect(second.Turns.Locator(".said")).ToHaveTextAsync(said);
        await Expect(second.Page.GetByRole(AriaRole.Link, new() { Name = "Continue from here" })).ToBeVisibleAsync();
        await second.ShootAsync("desktop-link", whole: true);
        Assert.Empty(second.Complaints);
        await first.Page.WaitForFunctionAsync("() => window.before === undefined");        // loaded anew, by itself
        await Expect(first.Turns.Last.Locator(".said")).ToHaveTextAsync(said);
    }

    [Fact]
    public async Task A_link_is_readable_without_scripts()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&country=DEU&probe=Q6&samples=3");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        var id = reader.Page.Url[^12..];

        await using var plain = await browser.OpenAsync(scripts: false);
        await plain.Page.GotoAsync($"/p/{id}");

        await Expect(plain.Turns.Locator(".verdict")).ToBeVisibleAsync();
        await Expect(plain.Turns.Locator(".voice .cell:not(.open)")).ToHaveCountAsync(6);
        await plain.Turns.GetByText("Provenance").ClickAsync();
        await Expect(plain.Turns.Locator(".provenance")).ToContainTextAsync("World Values Survey");
        Assert.Contains("Germany", await plain.Page.Locator("meta[property='og:title']").GetAttributeAsync("content"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exported_table_holds_every_answer_and_no_formula()
    {
        browser.Cast.Add("formula", ["=HYPERLINK(\"http://example.org\",\"important\")"], ["unimportant, I think"]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=formula&country=DEU&probe=Q6&samples=2");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();

        var download = await reader.Page.RunAndWaitForDownloadAsync(() => reader.Turns.Last.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());

        Assert.Matches(new Regex("^turn-[a-z2-7]{12}.csv$"), download.SuggestedFilename);
        var table = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith("turn,asked_utc,state,model,", table, StringComparison.Ordinal);
        Assert.Equal(2, table.Split("\"'=HYPERLINK(\"\"http://example.org\"\",\"\"important\"\")\"").Length - 1);
        Assert.Equal(2, table.Split("\"unimportant, I think\"").Length - 1);
        var json = await reader.Page.RunAndWaitForDownloadAsync(() => reader.Turns.Last.GetByRole(AriaRole.Link, new() { Name = "JSON" }).ClickAsync());
        Assert.Contains("\"draws\"", await File.ReadAllTextAsync(await json.PathAsync()), StringComparison.Ordinal);
    }
}
