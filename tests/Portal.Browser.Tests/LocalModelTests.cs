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
        await using var portal = await PortalProcess.StartWithHostAsync(Places.StubHost, "after", loaded);
        await using var reader = await browser.OpenAsync(portal: portal);
        await reader.OpenAsync("/?country=PAK&probe=Q6");
        var notice = reader.Page.Locator(".model-notice");
        await Expect(notice).ToContainTextAsync(new Regex("The local model is starting: [1-9][0-9]* s. A question asked now waits for it."));
        await reader.ShootAsync("desktop-starting");

        await File.WriteAllTextAsync(loaded, "");
        await Expect(notice).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByLabel("Model", new() { Exact = true })).ToContainTextAsync("demo (demo model)");
        await reader.Ask.ClickAsync();

        await Expect(reader.Turns.Last.Locator(".verdict")).ToContainTextAsync("Improved.");
        await Expect(reader.Turns.Last.Locator(".question .tag")).ToHaveTextAsync("demo model");
        await Expect(reader.Turns.Last.GetByLabel("Ask why: Aligned")).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(reader.Turns.Last.Locator(".reason")).ToContainTextAsync("“Ask why” is off: The bundled model completes probes and cannot explain itself");
        await reader.ShootAsync("desktop-demo");
        await reader.Turns.Last.GetByText("Provenance").ClickAsync();
        await Expect(reader.Turns.Last.Locator(".provenance")).ToContainTextAsync("fp-demo");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task A_local_model_that_cannot_start_is_named_with_its_reason()
    {
        await using var portal = await PortalProcess.StartWithHostAsync(Places.StubHost, "fail");
        await using var reader = await browser.OpenAsync(360, 740, portal: portal);
        await reader.OpenAsync("/?country=PAK&probe=Q6");
        await Expect(reader.Page.Locator(".model-notice.alarm")).ToContainTextAsync("the checkpoint data/models/demo is damaged", new() { Timeout = 20_000 });
        await reader.ShootAsync("narrow-no-model");
        Assert.Empty(reader.Complaints);
    }
}
