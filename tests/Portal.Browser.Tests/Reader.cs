using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

/// <summary>Somebody in front of a browser.</summary>
public sealed class Reader : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public Reader(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { _complaints.Add($"{message.Type}: {message.Text}"); } };
        page.PageError += (_, error) => _complaints.Add($"page error: {error}");
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the browser's console.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public ILocator Turns => Page.Locator("article.turn");

    public ILocator Question => Page.GetByRole(AriaRole.Combobox, new() { Name = "Question" });

    public ILocator Ask => Page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true });

    /// <summary>Opens an address of the portal and waits until the page is live.</summary>
    public async Task OpenAsync(string address)
    {
        await Page.GotoAsync(address);
        await Expect(Page.Locator("#probe, #template").First).ToBeEnabledAsync();
    }

    /// <summary>Presses Tab until the element has the focus.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) { return; }
        }
        Assert.Fail($"{selector} was not reached with 60 presses of Tab");
    }

    /// <summary>The colour behind the page.</summary>
    public Task<string> PaperAsync() => Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    /// <summary>Whether the page is wider than its window.</summary>
    public Task<bool> IsTooWideAsync() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth");

    /// <summary>The selects whose chosen option does not fit into them.</summary>
    public Task<string[]> CutSelectsAsync() => Page.EvaluateAsync<string[]>("""
        () => [...document.querySelectorAll("select")].filter(select => select.offsetParent).flatMap(select => {
            const [style, pen] = [getComputedStyle(select), document.createElement("canvas").getContext("2d")];
            pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
            const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            const needed = pen.measureText(select.selectedOptions[0].text).width;
            return needed <= room ? [] : [`${select.id}: ${Math.ceil(needed)} px in ${Math.floor(room)}`];
        })
        """);

    /// <summary>A screenshot in artifacts/screenshots.</summary>
    /// <param name="name">The file's name without its ending.</param>
    /// <param name="whole">The whole page, in a window as high as it.</param>
    public async Task ShootAsync(string name, bool whole = false)
    {
        var window = Page.ViewportSize!;
        if (whole) { await Page.SetViewportSizeAsync(window.Width, await Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight")); }
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Places.Screenshots, name + ".png") });
        if (whole) { await Page.SetViewportSizeAsync(window.Width, window.Height); }
    }

    /// <summary>What axe-core finds wrong with the page, one line each.</summary>
    public async Task<IReadOnlyList<string>> AccessibilityProblemsAsync()
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(Places.Root, "node_modules", "axe-core", "axe.min.js"));
        await Page.EvaluateAsync(axe);
        var result = await Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations");
        return [.. result.EnumerateArray().Select(v => $"{v.GetProperty("id").GetString()}: {v.GetProperty("help").GetString()} at {string.Join(" | ", v.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("target").ToString() + " " + n.GetProperty("failureSummary").GetString()))}")];
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
