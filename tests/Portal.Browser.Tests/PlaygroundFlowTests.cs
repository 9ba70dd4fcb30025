using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

[Collection(nameof(BrowserCollection))]
public sealed class PlaygroundFlowTests(BrowserFixture browser)
{
    private const string Religion = "?model=study&country=DEU&probe=Q6";

    [Theory]
    [InlineData("desktop", 1280, 800, ColorScheme.Light)]
    [InlineData("dark", 1280, 800, ColorScheme.Dark)]
    [InlineData("narrow", 360, 740, ColorScheme.Light)]
    public async Task A_reader_opens_an_example_and_asks_it(string name, int width, int height, ColorScheme scheme)
    {
        await using var reader = await browser.OpenAsync(width, height, scheme);
        await reader.OpenAsync("/?model=study");
        await reader.ShootAsync($"{name}-opening");

        await reader.OpenAsync("/" + Religion);
        await reader.Ask.ClickAsync();

        var turn = reader.Turns.Last;
        await Expect(turn.Locator(".verdict")).ToContainTextAsync("Improved.");
        await Expect(turn.Locator(".voice.zero-shot .share")).ToHaveTextAsync("30\u202f%");
        await Expect(turn.Locator(".voice.aligned .share")).ToHaveTextAsync("80\u202f%");
        await Expect(turn.Locator(".voice.zero-shot .cell.first")).ToHaveCountAsync(7);
        await Expect(turn.Locator(".voice.aligned .cell.second")).ToHaveCountAsync(8);
        await Expect(turn.Locator(".voice.people")).ToContainTextAsync("People in Germany");
        await Expect(reader.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"model=study&country=DEU&probe=Q6&turns=[a-z2-7]{12}$"));
        await reader.ShootAsync($"{name}-turn");
        await reader.ShootAsync($"{name}-turn-whole", whole: true);
        Assert.Empty(reader.Complaints);
    }
}
