using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests;

[Collection(nameof(BrowserSuite))]
public sealed class ChoiceTests(BrowserFixture browser)
{
    [Fact]
    public async Task The_whole_way_from_the_address_bar_to_the_prompts_needs_no_mouse()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study");
        var keys = reader.Page.Keyboard;

        await reader.TabToAsync("#country");
        await keys.TypeAsync("germ");
        await Expect(reader.Page.Locator("#country-list [role=option]")).ToHaveCountAsync(1);
        await keys.PressAsync("Enter");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("country=DEU"));
        await reader.TabToAsync("#probe");
        await keys.TypeAsync("religion life");
        await Expect(reader.Page.Locator("#probe-list [role=option]").First).ToContainTextAsync("Religion is _ in my life.");
        await reader.ShootAsync("desktop-search");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Enter");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("probe=Q6"));
        await keys.PressAsync("Enter");

        await Expect(reader.Turns.Last.Locator(".verdict")).ToContainTextAsync("Improved.");
        await reader.TabToAsync("article.turn details:has(.pair) > summary");
        await keys.PressAsync("Enter");
        await Expect(reader.Turns.Last.Locator(".prompt").First).ToBeVisibleAsync();
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task The_search_finds_by_number_category_and_answer_and_escape_takes_it_back()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&probe=Q6");
        var options = reader.Page.Locator("#probe-list [role=option]");

        await reader.Question.FillAsync("q164");
        await Expect(options).ToHaveCountAsync(1);
        await Expect(options).ToContainTextAsync("God is _ important in my life.");
        await reader.Question.FillAsync("migration");
        await Expect(options).ToHaveCountAsync(9);
        await reader.Question.FillAsync("zzz");
        await Expect(reader.Page.GetByText("Nothing fits “zzz”.")).ToBeVisibleAsync();
        await reader.Question.PressAsync("Escape");
        await Expect(reader.Question).ToHaveValueAsync("Religion is _ in my life.");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("probe=Q6$"));
    }

    [Fact]
    public async Task Every_choice_is_in_the_address_and_back_takes_it_back()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&country=DEU&probe=Q6");
        await reader.Page.GetByLabel("Demonstrations", new() { Exact = true }).SelectOptionAsync("random-category");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("strategy=random-category$"));
        await reader.Page.GetByLabel("Samples").FillAsync("20");
        await reader.Page.GetByLabel("Samples").BlurAsync();
        await Expect(reader.Page).ToHaveURLAsync(new Regex("strategy=random-category&samples=20$"));
        await reader.Page.GetByLabel("Demonstrations", new() { Exact = true }).SelectOptionAsync("chrf");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("probe=Q6&samples=20$"));        // defaults are left out

        await reader.Page.GoBackAsync();
        await Expect(reader.Page.GetByLabel("Demonstrations", new() { Exact = true })).ToHaveValueAsync("random-category");
        await reader.Page.GoBackAsync();
        await Expect(reader.Page.GetByLabel("Samples")).ToHaveValueAsync("10");
        await reader.Page.GoBackAsync();
        await Expect(reader.Page.GetByLabel("Demonstrations", new() { Exact = true })).ToHaveValueAsync("chrf");
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_beside_the_choice_and_nothing_is_lost()
    {
        await using var reader = await browser.OpenAsync(360, 740);
        await reader.OpenAsync("/?model=study&country=DUE&probe=Q6&k=500&samples=many");
        await reader.Ask.ClickAsync();
        await Expect(reader.Page.Locator("#problems")).ToContainTextAsync("“many” is not a whole number; give 1 to 100.");
        await Expect(reader.Page.Locator("#problems")).ToContainTextAsync("DEU (Germany)");
        await reader.ShootAsync("narrow-problems");
        await Expect(reader.Page.Locator("#problems")).ToContainTextAsync("236");
        await Expect(reader.Question).ToHaveValueAsync("Religion is _ in my life.");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_shown_where_it_was_chosen()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&country=XXX&probe=Q999&k=abc&samples=-4&temperature=NaN&strategy=foo&language=xx");
        var (language, strategy) = (reader.Page.GetByLabel("Language"), reader.Page.GetByLabel("Demonstrations", new() { Exact = true }));
        await Expect(language).ToHaveValueAsync("xx");
        await Expect(language).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(language.Locator("option:disabled")).ToHaveTextAsync("xx");
        await Expect(strategy).ToHaveValueAsync("foo");
        await Expect(reader.Page.Locator("#strategy-problem")).ToHaveTextAsync("There is no such way of choosing them.");

        await reader.Ask.ClickAsync();

        var problems = reader.Page.Locator("#problems .problem");
        await Expect(problems).ToHaveTextAsync([
            new Regex("^Country: no country \"XXX\""), new Regex("^Language: no probes in \"xx\"; choose one of bn, de, el, en"), new Regex("^Demonstrations: \"foo\" is none of"),
            new Regex("^How many: “abc” is not a whole number; give 1 or more"), new Regex("^Samples is -4; give 1 to 100"), new Regex("^Temperature: “NaN” is not a number; give 0 to 2"),
            new Regex("^Question: no probe \"Q999\""),
        ]);
        await reader.ShootAsync("desktop-problems");
        await language.SelectOptionAsync("en");
        await Expect(language).Not.ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task Tab_takes_what_was_found_and_a_text_that_fits_nothing_stays_with_a_suggestion()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=study&probe=Q6");
        var country = reader.Page.Locator("#country");
        await reader.TabToAsync("#country");
        await reader.Page.Keyboard.TypeAsync("pak");
        await reader.Page.Keyboard.PressAsync("Tab");
        await Expect(reader.Page).ToHaveURLAsync(new Regex("country=PAK"));
        await Expect(country).ToHaveValueAsync("Pakistan");

        await country.FillAsync("Germny");
        await Expect(reader.Page.Locator("#country-list [role=option]")).ToContainTextAsync("Germany");
        await reader.ShootAsync("desktop-suggestion");
        await country.PressAsync("Tab");
        await Expect(country).ToHaveValueAsync("Germny");
        await Expect(country).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(reader.Page.Locator("#country-unfit")).ToContainTextAsync("Nothing fits “Germny”. Did you mean");
        await Expect(reader.Page).ToHaveURLAsync(new Regex(@"/\?model=study&probe=Q6$"));        // nothing is chosen unseen
        await reader.ShootAsync("desktop-unfit");
        Assert.Empty(await reader.AccessibilityProblemsAsync());
        await reader.Page.Locator("#country-unfit").GetByRole(AriaRole.Button, new() { Name = "Germany" }).ClickAsync();
        await Expect(reader.Page).ToHaveURLAsync(new Regex("country=DEU"));

        await reader.Question.FillAsync("nothing like it");
        await reader.Question.PressAsync("Tab");
        await Expect(reader.Question).ToHaveValueAsync("nothing like it");
        await Expect(reader.Page.Locator("#probe-unfit")).ToHaveTextAsync("Nothing fits “nothing like it”.");
        await reader.ShootAsync("desktop-unfit-question");
        Assert.Empty(reader.Complaints);
    }

    [Fact]
    public async Task The_list_of_countries_stays_in_a_narrow_window()
    {
        await using var reader = await browser.OpenAsync(360, 740);
        await reader.OpenAsync("/?model=study");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await reader.ShootAsync("narrow-choices");
        Assert.Empty(await reader.CutSelectsAsync());
        await reader.Page.Locator("#country").ClickAsync();
        await Expect(reader.Page.Locator("#country-list [role=option]")).ToHaveCountAsync(65);
        await reader.ShootAsync("narrow-countries");
        Assert.True(await reader.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('#country-list, #country-list .aside')].every(e => { const b = e.getBoundingClientRect(); return b.left >= 0 && b.right <= innerWidth; })"), "the list leaves the window");
        Assert.False(await reader.IsTooWideAsync(), "the page is wider than the window");
    }

    [Fact]
    public async Task A_question_of_ones_own_is_checked_while_it_is_written_and_has_no_people()
    {
        browser.Cast.Add("family", ["father"], ["mother"]);
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/?model=family&country=PAK");
        await reader.Page.GetByText("Your own question").ClickAsync();
        await reader.Page.GetByLabel("Sentence with one _").FillAsync("In my family the father has the last word.");
        await reader.Page.GetByLabel("First answer").FillAsync("father");
        await Expect(reader.Page.Locator("#problems")).ToContainTextAsync("The sentence has no blank");
        await reader.Page.GetByLabel("Sentence with one _").FillAsync("In my family the _ has the last word.");
        await reader.Page.GetByLabel("Second answer").FillAsync("mother");
        await reader.ShootAsync("desktop-own");
        await reader.Page.GetByLabel("Second answer").PressAsync("Enter");

        var turn = reader.Turns.Last;
        await Expect(turn.Locator(".verdict")).ToContainTextAsync("Asked directly, all 10 answers say “\u2068father\u2069”; with the demonstrations, none of 10 do.");
        await Expect(turn.Locator(".no-people")).ToContainTextAsync("No survey asked this question");
        await Expect(turn.Locator(".voice.people")).ToHaveCountAsync(0);
        await Expect(turn.Locator(".demonstrations")).ToBeVisibleAsync();
        await reader.ShootAsync("desktop-own-turn", whole: true);
    }

    [Fact]
    public async Task The_theme_is_the_readers_and_stays()
    {
        await using var reader = await browser.OpenAsync();
        await reader.OpenAsync("/");
        Assert.Equal("rgb(251, 250, 247)", await reader.PaperAsync());
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        Assert.Equal("rgb(20, 23, 27)", await reader.PaperAsync());
        await reader.OpenAsync("/?country=DEU");
        Assert.Equal("rgb(20, 23, 27)", await reader.PaperAsync());
    }
}
