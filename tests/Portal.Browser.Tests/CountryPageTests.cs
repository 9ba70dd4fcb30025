using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

/// <summary>The country pages in a browser: what a reader sees, chooses and reaches by key.</summary>
[Collection(nameof(BrowserSuite))]
public sealed class CountryPageTests(BrowserFixture browser)
{
    private static readonly (string Name, string Address)[] s_pages =
    [
        ("countries", "/countries"), ("similarity", "/countries?measure=similarity:DEU&sort=lowest"), ("country", "/countries/DEU"), ("gaps", "/countries/IND"),
        ("compare", "/compare?c=DEU~PAK"), ("compare-three", "/compare?c=DEU~PAK~USA&category=religious-values&show=all"),
        ("questions", "/questions"), ("none-found", "/questions?q=xyzzy"), ("question", "/questions/Q6?country=IRN"), ("problem", "/countries?measure=answer:Q999"), ("absent", "/countries/XXX"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task No_country_page_has_a_barrier_or_is_too_wide(ColorScheme scheme, int width)
    {
        await using var reader = await browser.OpenAsync(width, 800, scheme);
        foreach (var (name, address) in s_pages)
        {
            await reader.Page.GotoAsync(address);
            await reader.ShootAsync($"{(width > 400 ? scheme.ToString().ToLowerInvariant() : "narrow")}-{name}", whole: true);
            Assert.True(await reader.AccessibilityProblemsAsync() is [], $"{address}: {string.Join('\n', await reader.AccessibilityProblemsAsync())}");
            Assert.False(await reader.IsTooWideAsync(), $"{address} is wider than {width} px");
        }
        foreach (var complaint in reader.Complaints) { Assert.Contains("404", complaint, StringComparison.Ordinal); }      // of the page that there is not
    }

    [Fact]
    public async Task The_country_pages_need_no_script_and_no_circuit()
    {
        await using var reader = await browser.OpenAsync(scripts: false);
        await reader.Page.GotoAsync("/countries");
        await reader.Page.GetByLabel("Shown for every country").SelectOptionAsync("similarity:DEU");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(reader.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("measure=similarity%3ADEU"));
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("How alike countries answer to Germany");
        await reader.Page.Locator("section.listing tbody a").First.ClickAsync();
        await Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Germany");
        await Expect(reader.Page.Locator(".sayings li").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Back_restores_the_choice_before()
    {
        await using var reader = await browser.OpenAsync();
        await reader.Page.GotoAsync("/countries?measure=answer:Q6");
        await reader.Page.GetByLabel("Sorted").SelectOptionAsync("name");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(reader.Page.Locator("section.listing tbody th").First).ToHaveTextAsync("Andorra");
        await reader.Page.GoBackAsync();
        await Expect(reader.Page.Locator("section.listing tbody th").First).ToHaveTextAsync("Egypt");
        await Expect(reader.Page.GetByLabel("Sorted")).ToHaveValueAsync("highest");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Country", Exact = true }).ClickAsync();
        await Expect(reader.Page.Locator("section.listing tbody th").First).ToHaveTextAsync("Andorra");
        await Expect(reader.Page.GetByLabel("Sorted")).ToHaveValueAsync("name");
        await reader.Page.GoBackAsync();
        await Expect(reader.Page.Locator("section.listing tbody th").First).ToHaveTextAsync("Egypt");
    }

    [Fact]
    public async Task Keys_reach_a_chart_s_points_and_Enter_follows_them()
    {
        await using var reader = await browser.OpenAsync();
        await reader.Page.GotoAsync("/countries");
        await reader.TabToAsync(".chart-picture .point");
        await reader.Page.Keyboard.PressAsync("End");
        await reader.Page.Keyboard.PressAsync("Home");
        var said = await reader.Page.EvaluateAsync<string>("() => document.activeElement.querySelector('title')?.textContent ?? document.activeElement.getAttribute('aria-label')");
        Assert.Matches(@"\d.%", said);
        var there = await reader.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('href')");
        Assert.StartsWith("countries/", there, StringComparison.Ordinal);
        await reader.Page.Keyboard.PressAsync("Enter");
        await Expect(reader.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(there + "$"));
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task A_Persian_probe_runs_from_right_to_left(int width, ColorScheme scheme)
    {
        await using var reader = await browser.OpenAsync(width, 800, scheme);
        await reader.Page.GotoAsync("/questions/Q6?country=IRN#languages");
        var probe = reader.Page.Locator(".tongues p[lang=fa]").First;
        await Expect(probe).ToBeVisibleAsync();
        Assert.Equal("rtl", await probe.EvaluateAsync<string>("p => getComputedStyle(p).direction"));
        Assert.Equal("start", await probe.EvaluateAsync<string>("p => getComputedStyle(p).textAlign"));
        Assert.True(await reader.Page.Locator(".tongues p[lang=ur][dir=rtl]").CountAsync() > 0);
        await probe.ScrollIntoViewIfNeededAsync();
        await reader.ShootAsync($"persian-{width}");
    }

    [Fact]
    public async Task A_question_leads_to_the_playground_with_its_country()
    {
        await using var reader = await browser.OpenAsync();
        await reader.Page.GotoAsync("/countries/PAK");
        await reader.Page.Locator(".sayings a", new() { HasText = "Ask a model" }).First.ClickAsync();
        await Expect(reader.Page.Locator("#probe")).ToBeEnabledAsync();
        Assert.Contains("country=PAK", reader.Page.Url, StringComparison.Ordinal);
        await Expect(reader.Page.Locator("#probe")).Not.ToHaveValueAsync("");
    }
}
