using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

[Collection(nameof(BrowserSuite))]
public sealed partial class PlaygroundFlowTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("desktop", 1280, 800, ColorScheme.Light)]
    [InlineData("dark", 1280, 800, ColorScheme.Dark)]
    [InlineData("narrow", 360, 740, ColorScheme.Light)]
    public async Task A_reader_opens_an_example_and_asks_it(string name, int width, int height, ColorScheme scheme)
    {
        await using var reader = await browser.OpenAsync(width, height, scheme);
        await reader.OpenAsync("/?model=study");
        await reader.ShootAsync($"{name}-opening");
        await reader.Page.GetByRole(AriaRole.Link, new() { Name = "Germany Religion is" }).ClickAsync();
        await Expect(reader.Question).ToHaveValueAsync("Religion is _ in my life.");
        await Expect(reader.Page).ToHaveURLAsync(new Regex(@"/\?model=study&country=DEU&probe=Q6$"));
        await reader.Ask.ClickAsync();

        var turn = reader.Turns.Last;
        await Expect(turn.Locator(".verdict")).ToContainTextAsync("Improved. With the demonstrations, 8 of 10 answers equal Germany’s majority answer; asked directly, 3 of 10 do.");
        await Expect(turn.Locator(".verdict")).ToContainTextAsync("Error reduction 71\u202f%");
        await Expect(turn.Locator(".voice.zero-shot .share")).ToHaveTextAsync("30\u202f%");
        await Expect(turn.Locator(".voice.aligned .share")).ToHaveTextAsync("80\u202f%");
        await Expect(turn.Locator(".voice.zero-shot .cell.first")).ToHaveCountAsync(7);
        await Expect(turn.Locator(".voice.aligned .cell.second")).ToHaveCountAsync(8);
        await Expect(turn.Locator(".voice.people")).ToContainTextAsync("People in Germany");
        await Expect(turn.Locator(".candidates > :last-child")).ToContainTextAsync("majority in Germany");
        await Expect(turn.Locator(".demonstrations li:not(.head)")).ToHaveCountAsync(5);
        await Expect(reader.Page).ToHaveURLAsync(WithOneTurn());
        await reader.ShootAsync($"{name}-turn");
        await reader.ShootAsync($"{name}-turn-whole", whole: true);
        Assert.False(await reader.IsTooWideAsync(), "the page is wider than the window");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task Refused_and_unparsed_answers_are_cells_and_words_of_their_own()
    {
        browser.Cast.Add("coy", ["agree", "I cannot answer that as a language model.", "disagree", "perhaps", "agree"], ["agree"]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=coy&country=PAK&probe=Q28&samples=20");
        await reader.Ask.ClickAsync();

        var zeroShot = reader.Turns.Last.Locator(".voice.zero-shot");
        await Expect(zeroShot.Locator(".cell.refused")).ToHaveCountAsync(4);
        await Expect(zeroShot.Locator(".cell.unparsed")).ToHaveCountAsync(4);
        await Expect(zeroShot.Locator(".unread")).ToContainTextAsync("4 refused");
        await Expect(zeroShot.Locator(".share")).ToHaveTextAsync("40\u202f%");
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await reader.Turns.Last.GetByText("All 40 answers").ClickAsync();
        await reader.Turns.Last.GetByText("Prompts").ClickAsync();
        await reader.ShootAsync("desktop-refused", whole: true);
    }

    [Fact]
    public async Task Markup_in_an_answer_is_shown_as_text()
    {
        const string Markup = "<img src=x onerror=\"document.title='broken in'\"><script>document.title='broken in'</script><b>important</b>";
        browser.Cast.Add("markup", [Markup], [Markup]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=markup&country=DEU&probe=Q6&samples=1");
        await reader.Ask.ClickAsync();
        await reader.Turns.Last.GetByText("All 2 answers").ClickAsync();

        await Expect(reader.Turns.Last.Locator(".answers .text").First).ToHaveTextAsync(Markup);
        Assert.Equal(0, await reader.Turns.Last.Locator("img, script, .answers b").CountAsync());
        Assert.DoesNotContain("broken in", await reader.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task A_long_answer_is_clipped_until_it_is_wanted()
    {
        browser.Cast.Add("talkative", ["important, because " + new string('x', 5000)], ["important"]);
        await using var reader = await browser.OpenAsync(360, 740);
        await reader.OpenAsync("/?model=talkative&country=DEU&probe=Q6&samples=1");
        await reader.Ask.ClickAsync();
        await reader.Turns.Last.GetByText("All 2 answers").ClickAsync();

        var answer = reader.Turns.Last.Locator(".answers details");
        await Expect(answer.Locator("summary")).ToContainTextAsync("all 5,019 characters");
        Assert.True((await answer.BoundingBoxAsync())!.Height < 400, "the clipped answer is as long as the whole");
        await answer.Locator("summary").ClickAsync();
        Assert.True((await answer.BoundingBoxAsync())!.Height > 400, "the whole answer did not unfold");
    }

    [Fact]
    public async Task A_failed_turn_keeps_what_arrived_and_says_what_to_do()
    {
        browser.Cast.Add("fragile", asked => asked is { Aligned: false, Index: 3 } ? throw new BadHttpRequestException("out of order", 500) : Task.FromResult("important"));
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=fragile&country=DEU&probe=Q6");
        await reader.Ask.ClickAsync();

        var notice = reader.Turns.Last.Locator(".notice.alarm");
        await Expect(notice).ToContainTextAsync(new Regex("This turn failed after [0-9]+ of 20 answers."));
        await Expect(notice).ToContainTextAsync("What arrived is kept.");
        await Expect(reader.Turns.Last.Locator(".voice.zero-shot .count")).ToContainTextAsync(new Regex("[0-9]+ of 10 drawn"));
        await reader.ShootAsync("desktop-failed", whole: true);
        await notice.GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();

        await Expect(reader.Turns).ToHaveCountAsync(2);
        await Expect(reader.Turns.Last.Locator(".verdict")).ToContainTextAsync("Constant.");
        await Expect(reader.Page).ToHaveURLAsync(new Regex(@"/\?model=fragile&country=DEU&probe=Q6&turns=[a-z2-7]{12}~[a-z2-7]{12}$"));
    }

    [Fact]
    public async Task A_stored_turn_is_asked_again_in_a_conversation_that_begins_with_it()
    {
        await using var reader = await browser.OpenAsync();
        browser.Cast.Add("speechless", asked => asked.Index == 0 ? throw new BadHttpRequestException("not \u202egnineve siht", 500) : Task.FromResult("important"));
        await reader.OpenAsync("/?model=speechless&country=DEU&probe=Q6&samples=2");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".notice.alarm")).ToContainTextAsync("after 0 of 4 answers");
        await Expect(reader.Turns.Last.Locator(".notice.alarm .control")).ToHaveTextAsync("RLO");
        await Expect(reader.Turns.Last.GetByText("All 0 answers")).ToHaveCountAsync(0);
        await reader.ShootAsync("desktop-speechless", whole: true);
        var id = reader.Page.Url[^12..];

        await reader.Page.GotoAsync($"/p/{id}");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();

        await Expect(reader.Page).ToHaveURLAsync(new Regex(@$"/\?model=speechless&country=DEU&probe=Q6&samples=2&turns={id}~[a-z2-7]{{12}}$"));
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_hundred_draws_are_one_bar_with_its_counts(int width)
    {
        using var allowed = new SemaphoreSlim(0);
        browser.Cast.Add("hundred", async asked =>
        {
            await allowed.WaitAsync();
            return asked.Index % 100 is var draw && asked.Aligned ? (draw % 8 == 0 ? "important" : "unimportant") : draw % 10 == 3 ? "I cannot say." : draw % 10 == 5 ? "perhaps" : draw % 3 == 0 ? "unimportant" : "important";
        });
        await using var reader = await browser.OpenAsync(width, 800);
        await reader.OpenAsync("/?model=hundred&country=DEU&probe=Q6&samples=100");
        await reader.Ask.ClickAsync();
        allowed.Release(72);
        var turn = reader.Turns.Last;
        await Expect(turn.Locator(".progress")).ToContainTextAsync("72 of 200 answers");
        await reader.ShootAsync($"{(width == 360 ? "narrow" : "desktop")}-hundred-running");
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.voice .count > *')].every(e => e.getBoundingClientRect().right <= e.closest('.voice').getBoundingClientRect().right + 0.5)"), "a count leaves its column");

        allowed.Release(128);

        await Expect(turn.Locator(".verdict")).ToBeVisibleAsync();
        await Expect(turn.Locator(".voice.aligned .tally.second")).ToHaveTextAsync(await turn.Locator(".voice.aligned .cell.second").CountAsync() + "");
        await reader.ShootAsync($"{(width == 360 ? "narrow" : "desktop")}-hundred");
        Assert.False(await reader.IsTooWideAsync(), "the page is wider than the window");
    }

    [Fact]
    public async Task An_answer_of_one_long_word_stays_in_a_narrow_window()
    {
        browser.Cast.Add("lengthy", [new string('m', 465)], [new string('w', 68)]);
        await using var reader = await browser.OpenAsync(360, 740);
        await reader.OpenAsync($"/?model=lengthy&country=DEU&samples=3&question=My%20word%20is%20_.&first={new string('w', 68)}&second={new string('m', 465)}");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await reader.Turns.Last.GetByText("All 6 answers").ClickAsync();
        await reader.ShootAsync("narrow-long-words", whole: true);
        Assert.False(await reader.IsTooWideAsync(), "the page is wider than the window");
    }

    [Fact]
    public async Task Characters_that_turn_a_text_round_are_named_and_do_not_act()
    {
        browser.Cast.Add("turning", ["important \u202egpj.exe"], ["important\u2067"]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=turning&country=DEU&probe=Q6&samples=1");
        await reader.Ask.ClickAsync();
        await reader.Turns.Last.GetByText("All 2 answers").ClickAsync();

        await Expect(reader.Turns.Last.Locator(".answers bdi.text").First).ToHaveTextAsync("important RLOgpj.exe");
        await Expect(reader.Turns.Last.Locator(".answers .control").Last).ToHaveTextAsync("RLI");
        await reader.ShootAsync("desktop-turning", whole: true);
    }

    [Fact]
    public async Task A_page_of_very_long_answers_is_short()
    {
        browser.Cast.Add("verbose", ["important, because " + new string('x', 99_000)], ["unimportant, because " + new string('y', 99_000)]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=verbose&country=DEU&probe=Q6&samples=20");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".verdict")).ToBeVisibleAsync();
        await reader.Turns.Last.GetByText("All 40 answers").ClickAsync();
        Assert.InRange((await reader.Page.ContentAsync()).Length, 1, 150_000);
        var page = await reader.Page.GotoAsync($"/p/{reader.Page.Url[^12..]}");
        Assert.InRange((await page!.BodyAsync()).Length, 1, 150_000);
    }

    [Fact]
    public async Task A_model_is_asked_why_and_its_words_are_kept()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&country=DEU&probe=Q6&samples=2");
        await reader.Ask.ClickAsync();
        await Expect(reader.Turns.Last.Locator(".actions button[aria-disabled=true]")).ToHaveCountAsync(0);
        Assert.Equal(["Ask why: zero-shot", "Ask why: aligned"], await reader.Turns.Last.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Ask why") }).AllInnerTextsAsync());
        await reader.Turns.Last.GetByRole(AriaRole.Button, new() { Name = "Ask why: aligned" }).ClickAsync();

        await Expect(reader.Turns.Last.Locator(".why.aligned blockquote")).ToHaveTextAsync("Because the sentences before it pointed that way.");
        await reader.Page.ReloadAsync();
        await Expect(reader.Turns.Last.Locator(".why.aligned")).ToContainTextAsync("They need not be how the answer came about.");
    }

    [GeneratedRegex(@"/\?model=study&country=DEU&probe=Q6&turns=[a-z2-7]{12}$")]
    private static partial Regex WithOneTurn();
}
