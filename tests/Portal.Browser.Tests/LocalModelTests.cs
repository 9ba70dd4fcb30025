using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

/// <summary>What a reader sees of the local model host's life.</summary>
[Collection(nameof(BrowserSuite))]
public sealed class LocalModelTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_page_counts_the_seconds_while_the_local_model_starts_and_then_names_it_a_demo()
    {
        var loaded = Path.Combine(Places.NewFolder(), "loaded");
        await using var portal = await PortalProcess.StartWithStubHostAsync(pace: 0, "after", loaded);
        await using var reader = await browser.OpenAsync(portal: portal);
        await reader.OpenAsync("/?country=PAK&probe=Q6");
        var notice = reader.Page.Locator(".model-notice");
        await Expect(notice).ToContainTextAsync(new Regex("The local model is starting: [1-9][0-9]* s. A question asked now waits for it."));
        await reader.ShootAsync("desktop-starting");

        await File.WriteAllTextAsync(loaded, "");
        await Expect(notice).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByLabel("Model", new() { Exact = true })).ToContainTextAsync("demo (demo model)");
        Assert.Empty(await reader.CutSelectsAsync());
        await reader.Ask.ClickAsync();

        await Expect(reader.Turns.Last.Locator(".verdict")).ToContainTextAsync("Improved.");
        await Expect(reader.Turns.Last.Locator(".question .tag")).ToHaveTextAsync("demo model");
        await Expect(reader.Turns.Last.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Ask why: aligned" })).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(reader.Turns.Last.Locator(".reason")).ToContainTextAsync("“Ask why” is off: The bundled model completes probes and cannot explain itself");
        await reader.ShootAsync("desktop-demo");
        await reader.Turns.Last.GetByText("Provenance").ClickAsync();
        await Expect(reader.Turns.Last.Locator(".provenance")).ToContainTextAsync("fp-demo");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task A_local_model_that_cannot_start_is_named_with_its_reason()
    {
        await using var portal = await PortalProcess.StartWithStubHostAsync(pace: 0, "fail");
        await using var reader = await browser.OpenAsync(360, 740, portal: portal);
        await reader.OpenAsync("/?country=PAK&probe=Q6");
        await Expect(reader.Page.Locator(".model-notice.alarm")).ToContainTextAsync("the checkpoint data/models/demo is damaged");
        await reader.ShootAsync("narrow-no-model");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task A_turn_whose_local_model_is_killed_says_so_and_the_next_one_works()
    {
        await using var portal = await PortalProcess.StartWithStubHostAsync(pace: 100);
        await using var reader = await browser.OpenAsync(portal: portal);
        await reader.OpenAsync("/?country=PAK&probe=Q6&samples=100");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".cell:not(.open)").Nth(2)).ToBeVisibleAsync();

        portal.KillHost();

        var notice = reader.Turns.Last.Locator(".notice.alarm");
        await Expect(notice).ToContainTextAsync(new Regex("This turn failed after [1-9][0-9]* of 200 answers."));
        await Expect(notice).ToContainTextAsync("It is being started again");
        await reader.Page.GetByLabel("Samples").FillAsync("2");
        await reader.Page.GetByLabel("Samples").BlurAsync();
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns).ToHaveCountAsync(2);
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task The_bundled_model_answers_for_germany_in_ten_and_ten_draws()
    {
        Assert.True(File.Exists(Places.Host), $"build src/Portal.Host first: there is no {Places.Host}");
        await using var portal = await PortalProcess.StartWithHostAsync();
        await using var reader = await browser.OpenAsync(1280, 1180, portal: portal);
        await reader.OpenAsync("/?country=DEU&probe=Q6&seed=1");
        await reader.Ask.ClickAsync();

        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await Expect(reader.Turns.Last.Locator(".cell:not(.open)")).ToHaveCountAsync(20);
        await Expect(reader.Turns.Last.Locator(".question .tag")).ToHaveTextAsync("demo model");
        await reader.ShootAsync("desktop-bundled");
        if (Environment.GetEnvironmentVariable("PORTAL_SCREENSHOT") is { Length: > 0 } file)        // the README's picture
        {
            await reader.Page.EvaluateAsync("() => scrollTo(0, 0)");
            await reader.Page.ScreenshotAsync(new() { Path = Path.GetFullPath(file, Places.Root) });
        }
        Assert.Empty(reader.Complaints);
    }
}
