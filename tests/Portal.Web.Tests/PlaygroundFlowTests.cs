using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.StubHost;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

public sealed class PlaygroundFlowTests
{
    [Fact]
    public async Task A_turn_streams_what_is_asked_then_every_draw_then_the_summary()
    {
        await using var portal = await StartAsync();

        var lines = await portal.AskAsync(Religion(("seed", 7), ("temperature", 0.5)));

        var turn = lines[0];
        Assert.Equal("turn", turn.Type());
        Assert.Matches("^[a-z2-7]{12}$", turn.Text("id"));
        Assert.Equal(("demo", "stub", "PAK", "Pakistan"), (turn.Text("model"), turn.Text("endpoint"), turn.Text("country"), turn.Text("countryName")));
        Assert.Equal("chrf", turn.Text("strategy"));
        Assert.Equal(5, turn.GetProperty("demonstrations").GetArrayLength());
        Assert.Equal("first", turn.GetProperty("groundTruth").Text("majority"));
        Assert.InRange(turn.GetProperty("groundTruth").GetProperty("shareFirst").GetDouble(), 0.95, 1);

        var draws = lines.Draws();
        Assert.Equal(Enumerable.Range(1, 20), draws.Select(draw => draw.Number("order")));
        Assert.Equal(Enumerable.Range(0, 10), draws.Where(draw => draw.Text("arm") == "zero-shot").Select(draw => draw.Number("index")).Order());
        Assert.Equal(Enumerable.Range(0, 10), draws.Where(draw => draw.Text("arm") == "aligned").Select(draw => draw.Number("index")).Order());
        Assert.All(draws, draw => Assert.Equal(draw.Text("text") == "important" ? "first" : "second", draw.Text("answer")));
        Assert.All(draws, draw => Assert.Contains("Religion is _ in my life.", draw.Text("prompt"), StringComparison.Ordinal));

        var summary = lines[^1];
        Assert.Equal(("summary", "complete"), (summary.Type(), summary.Text("state")));
        Assert.Equal((5, 5), (summary.GetProperty("zeroShot").GetProperty("first").Number("count"), summary.GetProperty("zeroShot").GetProperty("second").Number("count")));
        Assert.Equal(10, summary.GetProperty("aligned").GetProperty("majority").Number("count"));
        Assert.True(summary.GetProperty("misaligned").GetBoolean());
        Assert.Equal("improved", summary.Text("change"));
        Assert.Equal(1, summary.GetProperty("errorReduction").GetDouble());
    }

    [Fact]
    public async Task Shares_carry_Wilson_intervals()
    {
        await using var portal = await StartAsync();

        var first = (await portal.AskAsync())[^1].GetProperty("zeroShot").GetProperty("first");

        // 5 of 10 at 95 %: (Wilson 1927), 0.5 ± 0.263.
        Assert.Equal(0.5, first.GetProperty("value").GetDouble());
        Assert.Equal(0.23659, first.GetProperty("low").GetDouble(), 5);
        Assert.Equal(0.76341, first.GetProperty("high").GetDouble(), 5);
    }

    [Fact]
    public async Task The_link_gives_exactly_what_was_shown_also_after_a_restart()
    {
        await using var first = await StartAsync();
        var lines = await first.AskAsync();
        var stored = await first.StoredAsync(lines[0].Text("id"));
        await using var second = await StartAsync(folder: await first.EndAsync());

        var again = await second.StoredAsync(lines[0].Text("id"));

        Assert.Equal(stored.GetRawText(), again.GetRawText());
        Assert.Equal(lines.Draws().Select(WithoutType), again.GetProperty("draws").EnumerateArray().Select(draw => draw.GetRawText()));
        Assert.Equal(WithoutType(lines[^1]), again.GetProperty("summary").GetRawText());
    }

    [Fact]
    public async Task Posting_the_stored_request_asks_the_same()
    {
        await using var portal = await StartAsync();
        var first = await portal.AskAsync(new { country = "DEU", probe = "Q6", strategy = "random", demonstrations = 3 });

        var second = await portal.AskAsync(first[0].GetProperty("request"));

        Assert.NotEqual(first[0].Text("id"), second[0].Text("id"));
        Assert.Equal(first[0].GetProperty("request").GetRawText(), second[0].GetProperty("request").GetRawText());
        Assert.Equal(Prompts(first), Prompts(second));

        static IEnumerable<string> Prompts(List<JsonElement> lines) => lines.Draws().Select(draw => draw.Text("arm") + draw.Number("index") + draw.Text("prompt")).Order();
    }

    [Fact]
    public async Task Both_arms_are_asked_at_the_same_time()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync();
        var (zeroShot, aligned) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = StubAnswers.When(released);
        portal.Model.Answer = call =>
        {
            (call.IsAligned ? aligned : zeroShot).TrySetResult();
            return answer(call);
        };
        using var response = await portal.PostAsync(Religion());

        await Task.WhenAll(zeroShot.Task, aligned.Task).WaitAsync(TimeSpan.FromSeconds(60));       // neither has a draw yet

        released.Release(20);
        Assert.Equal(20, (await response.LinesAsync().ToListAsync()).Draws().Count);
    }

    [Fact]
    public async Task Stopping_keeps_what_has_arrived()
    {
        using var released = new SemaphoreSlim(3);
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.When(released);
        using var response = await portal.PostAsync(Religion());
        var lines = response.LinesAsync().GetAsyncEnumerator();
        var id = await UntilDrawAsync(lines, 3);

        var stopped = await (await portal.Http.PostAsync($"/api/playground/{id}/stop", null)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("stopped", stopped.GetProperty("summary").Text("state"));
        Assert.Equal(3, stopped.GetProperty("draws").GetArrayLength());
        Assert.Equal(3, stopped.GetProperty("summary").GetProperty("zeroShot").Number("drawn") + stopped.GetProperty("summary").GetProperty("aligned").Number("drawn"));
        Assert.Equal(10, stopped.GetProperty("summary").GetProperty("aligned").Number("asked"));
        while (await lines.MoveNextAsync()) { Assert.Equal("summary", lines.Current.Type()); }        // the asker's stream ends too
        Assert.Equal("complete", (await NextTurnAsync(portal)).Text("state"));
    }

    [Fact]
    public async Task Every_watcher_sees_every_draw_exactly_once_whenever_it_comes()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.When(released);
        using var response = await portal.PostAsync(Religion());
        var asker = response.LinesAsync().GetAsyncEnumerator();
        Assert.True(await asker.MoveNextAsync());
        var id = asker.Current.Text("id");
        var watchers = new List<Task<List<JsonElement>>> { asker.RestAsync() };
        for (var i = 0; i < 20; i++)
        {
            if (i % 5 == 0) { watchers.Add(WatchAsync(portal, id)); }       // while draws arrive
            released.Release();
        }

        var seen = await Task.WhenAll(watchers).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.All(seen, lines =>
        {
            Assert.Equal(Enumerable.Range(1, 20), lines.Draws().Select(draw => draw.Number("order")));
            Assert.Equal("summary", lines[^1].Type());
        });
        var late = await WatchAsync(portal, id);
        Assert.Equal(seen[0].Draws().Select(draw => draw.GetRawText()), late.Draws().Select(draw => draw.GetRawText()));
        Assert.Equal(Enumerable.Range(18, 3), (await WatchAsync(portal, id, after: 17)).Draws().Select(draw => draw.Number("order")));
    }

    [Fact]
    public async Task A_turn_goes_on_when_its_reader_leaves()
    {
        using var released = new SemaphoreSlim(1);
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.When(released);
        string id;
        using (var browser = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = portal.Http.BaseAddress })       // hangs up at once
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/playground") { Content = JsonContent.Create(Religion()) })
        using (var response = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            id = await UntilDrawAsync(response.LinesAsync().GetAsyncEnumerator(), 1);
        }

        for (var i = 0; i < 19; i++)
        {
            released.Release();
            await Task.Delay(20);       // the server notices meanwhile that nobody reads
        }

        Assert.Equal("complete", (await WatchAsync(portal, id))[^1].Text("state"));
    }

    [Fact]
    public async Task A_turn_that_the_portal_left_behind_is_interrupted_at_the_next_start()
    {
        using var released = new SemaphoreSlim(2);
        await using var first = await StartAsync();
        first.Model.Answer = StubAnswers.When(released);
        using var response = await first.PostAsync(Religion());
        var id = await UntilDrawAsync(response.LinesAsync().GetAsyncEnumerator(), 2);
        // As after a power cut: the file as it stands now, opened by another portal.
        var copy = Directory.CreateTempSubdirectory("portal-web-").FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(first.StorePath)!, "*.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))) { File.Copy(file, Path.Combine(copy, Path.GetFileName(file))); }

        var early = new EarlyReader(id);
        await using var second = await StartAsync(folder: copy, adjust: services => services.AddSingleton<IHostedService>(provider =>
        {
            early.Databases = provider.GetRequiredService<IDbContextFactory<PortalDb>>();
            return early;
        }));
        Assert.Equal(TurnState.Interrupted, early.Saw);        // before anybody could ask
        var summary = (await WatchAsync(second, id))[^1];

        Assert.Equal("interrupted", summary.Text("state"));
        Assert.Equal("interrupted", summary.GetProperty("failure").Text("code"));
        Assert.Equal(2, (await second.StoredAsync(id)).GetProperty("draws").GetArrayLength());
        Assert.Equal("complete", (await NextTurnAsync(second)).Text("state"));
    }

    [Fact]
    public async Task A_portal_that_ends_in_good_order_marks_its_running_turn()
    {
        using var released = new SemaphoreSlim(2);
        await using var first = await StartAsync();
        first.Model.Answer = StubAnswers.When(released);
        using var response = await first.PostAsync(Religion());
        var id = await UntilDrawAsync(response.LinesAsync().GetAsyncEnumerator(), 2);

        await using var second = await StartAsync(folder: await first.EndAsync());

        Assert.Equal("interrupted", (await second.StoredAsync(id)).GetProperty("summary").Text("state"));
    }

    [Fact]
    public async Task A_question_of_ones_own_has_no_ground_truth_and_still_gets_demonstrations()
    {
        await using var portal = await StartAsync();

        var lines = await portal.AskAsync(new { country = "DEU", question = new { template = "Tea is _ than coffee.", first = "better", second = "worse" } });

        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("groundTruth").ValueKind);
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("probeId").ValueKind);
        Assert.Equal(5, lines[0].GetProperty("demonstrations").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, lines[^1].GetProperty("misaligned").ValueKind);
        Assert.Equal(20, lines.Draws().Count);
        Assert.All(lines.Draws(), draw => Assert.Equal("unparsed", draw.Text("answer")));       // the stub says important
    }

    /// <summary>A stored turn tells its parts apart by their place, a stream by their type.</summary>
    private static string WithoutType(JsonElement line) => line.GetRawText().Replace($"\"type\":\"{line.Type()}\",", "", StringComparison.Ordinal);

    private static async Task<JsonElement> NextTurnAsync(PortalUnderTest portal)
    {
        portal.Model.Answer = StubAnswers.Alternating();
        return (await portal.AskAsync())[^1];
    }

    private static async Task<string> UntilDrawAsync(IAsyncEnumerator<JsonElement> lines, int order)
    {
        var id = "";
        while (await lines.MoveNextAsync())
        {
            if (lines.Current.Type() == "turn") { id = lines.Current.Text("id"); }
            if (lines.Current.Type() == "draw" && lines.Current.Number("order") == order) { return id; }
        }
        throw new InvalidOperationException($"the stream ended before draw {order}");
    }

    private static async Task<List<JsonElement>> WatchAsync(PortalUnderTest portal, string id, int after = 0)
    {
        using var response = await portal.Http.GetAsync($"/api/playground/{id}/lines?after={after}", HttpCompletionOption.ResponseHeadersRead);
        return await response.LinesAsync().ToListAsync();
    }

    [Theory]
    [InlineData("'Islamic Republic'", "Islamic Republic")]        // as the survey had it then
    [InlineData("NULL", "Pakistan")]                              // a turn older than the column
    public async Task A_link_keeps_the_countrys_name(string stored, string shown)
    {
        await using var portal = await StartAsync();
        var id = (await portal.AskAsync(Religion(("samples", 1))))[0].Text("id");
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

        await db.Database.ExecuteSqlRawAsync($"UPDATE \"Turns\" SET \"CountryName\" = {stored} WHERE \"CountryName\" = 'Pakistan'");

        Assert.Equal(shown, (await portal.StoredAsync(id)).GetProperty("turn").Text("countryName"));
    }

    /// <summary>Looks at a turn while the portal's services start, as soon as a reader's request could.</summary>
    private sealed class EarlyReader(string id) : IHostedService
    {
        public IDbContextFactory<PortalDb> Databases { get; set; } = null!;

        public TurnState? Saw { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var db = await Databases.CreateDbContextAsync(cancellationToken);
            Saw = (await db.Turns.SingleAsync(turn => turn.Id == id, cancellationToken)).State;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
