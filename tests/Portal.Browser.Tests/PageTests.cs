using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

[Collection(nameof(BrowserSuite))]
public sealed class PageTests(BrowserFixture browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task No_page_has_a_barrier_that_axe_can_find(ColorScheme scheme, int width)
    {
        await using var reader = await browser.OpenAsync(width, 800, scheme);
        await reader.OpenAsync("/?model=study&country=DEU&probe=Q6");
        await WithoutBarriersAsync("opening");
        await reader.Question.FillAsync("trust");
        await Expect(reader.Page.Locator("#probe-list [role=option]").First).ToBeVisibleAsync();
        await WithoutBarriersAsync("search");
        await reader.Question.PressAsync("Escape");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        var closed = reader.Turns.Last.Locator("details.more:not([open]) > summary");
        while (await closed.CountAsync() > 0) { await closed.First.ClickAsync(); }
        await WithoutBarriersAsync("turn");
        await reader.OpenAsync("/?question=&country=DEU");
        await WithoutBarriersAsync("own question");
        await reader.Page.GotoAsync("/about");
        await WithoutBarriersAsync("about");
        await reader.Page.GotoAsync("/nowhere");
        await WithoutBarriersAsync("not found");

        async Task WithoutBarriersAsync(string page) => Assert.True(await reader.AccessibilityProblemsAsync() is [], $"{page}: {string.Join('\n', await reader.AccessibilityProblemsAsync())}");
    }

    [Theory]
    [InlineData("desktop", 1280, ColorScheme.Light)]
    [InlineData("narrow", 360, ColorScheme.Dark)]
    public async Task The_pages_of_text_need_no_circuit(string name, int width, ColorScheme scheme)
    {
        await using var reader = await browser.OpenAsync(width, 800, scheme);
        var sockets = 0;
        reader.Page.WebSocket += (_, _) => sockets++;
        await reader.Page.GotoAsync("/about");
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await reader.ShootAsync($"{name}-about", whole: true);
        Assert.Empty(reader.Complaints);
        var response = await reader.Page.GotoAsync("/nowhere");
        Assert.Equal(404, response!.Status);
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no page at this address.");
        await reader.ShootAsync($"{name}-not-found");
        Assert.Equal(0, sockets);
    }

    [Fact]
    public async Task On_a_low_window_the_composer_leaves_the_screen_to_the_turn()
    {
        await using var reader = await browser.OpenAsync(740, 360);
        await reader.OpenAsync("/?model=study&country=DEU&probe=Q6&samples=2");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await reader.ShootAsync("low-turn");
        Assert.Equal("static", await reader.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.composer')).position"));
    }

    [Fact]
    public async Task A_link_tells_other_programs_what_it_shows()
    {
        await using var reader = await browser.OpenAsync();
        await reader.Page.GotoAsync("/");
        var image = await reader.Page.Locator("meta[property='og:image']").GetAttributeAsync("content");
        Assert.NotEmpty((await reader.Page.Locator("meta[name=description]").GetAttributeAsync("content"))!);
        var picture = await reader.Page.GotoAsync(image!);
        Assert.Equal("image/png", picture!.Headers["content-type"]);
        Assert.InRange((await picture.BodyAsync()).Length, 1, 60_000);
    }

    [Fact]
    public async Task A_link_to_no_turn_says_so()
    {
        await using var reader = await browser.OpenAsync();
        var response = await reader.Page.GotoAsync("/p/aaaaaaaaaaaa");
        Assert.Equal(404, response!.Status);
        await Expect(reader.Page.Locator("main")).ToContainTextAsync("There is no turn at this address.");
        await reader.ShootAsync("desktop-no-turn");
    }

    [Fact]
    public async Task A_page_that_breaks_says_so_and_keeps_the_way_out()
    {
        await using var portal = await browser.StartPortalAsync();
        portal.BreakStore();
        await using var reader = await browser.OpenAsync(portal: portal);
        var response = await reader.Page.GotoAsync("/p/aaaaaaaaaaaa");
        Assert.Equal(500, response!.Status);
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This page broke.");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Playground" }).ClickAsync();
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Ask a model");
    }
}
