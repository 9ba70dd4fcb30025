using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.StubHost;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

public sealed class TurnScheduleTests
{
    [Fact]
    public async Task Turns_beyond_the_limit_of_an_endpoint_wait_and_say_so()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.When(released);
        using var first = await portal.PostAsync(Religion());
        using var second = await portal.PostAsync(Religion());
        await second.IdAsync();
        using var third = await portal.PostAsync(Religion());
        var lines = third.LinesAsync().GetAsyncEnumerator();
        await lines.MoveNextAsync();
        var id = lines.Current.Text("id");
        await lines.MoveNextAsync();

        Assert.Equal(("state", "queued", 2), (lines.Current.Type(), lines.Current.Text("state"), lines.Current.Number("ahead")));
        Assert.Equal(2, (await portal.StoredAsync(id)).Number("ahead"));
        released.Release(60);
        Assert.Equal("complete", (await lines.RestAsync())[^1].Text("state"));
    }

    [Fact]
    public async Task A_waiting_turn_can_be_stopped()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync(new() { ["Playground:TurnsPerEndpoint"] = "1" });
        portal.Model.Answer = StubAnswers.When(released);
        using var first = await portal.PostAsync(Religion());
        await first.IdAsync();
        using var second = await portal.PostAsync(Religion());
        var id = await second.IdAsync();

        var stopped = await (await portal.Http.PostAsync($"/api/playground/{id}/stop", null)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("stopped", stopped.GetProperty("summary").Text("state"));
        Assert.Empty(stopped.GetProperty("draws").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, stopped.GetProperty("summary").GetProperty("change").ValueKind);
    }

    [Fact]
    public async Task A_full_queue_turns_requests_away()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync(new() { ["Playground:TurnsPerEndpoint"] = "1", ["Playground:WaitingTurns"] = "1" });
        portal.Model.Answer = StubAnswers.When(released);
        using var first = await portal.PostAsync(Religion());
        await first.IdAsync();
        using var second = await portal.PostAsync(Religion());
        await second.IdAsync();

        using var third = await portal.PostAsync(Religion());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.Contains("1 turns are already waiting", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_endpoint_keeps_no_other_one_waiting()
    {
        await using var other = await StubModel.StartAsync();
        other.Models = ["other"];
        await using var portal = await StartAsync(new()
        {
            ["Playground:TurnsPerEndpoint"] = "1",
            ["Endpoints:11:Name"] = "second",
            ["Endpoints:11:Url"] = other.Address.ToString(),
        });
        using var never = new SemaphoreSlim(0);
        portal.Model.Answer = StubAnswers.When(never);
        using var first = await portal.PostAsync(Religion());
        await first.IdAsync();

        Assert.Equal("complete", (await portal.AskAsync(Religion(("model", "other"))))[^1].Text("state"));
    }

    [Fact]
    public async Task The_limit_holds_for_requests_at_the_same_time_and_for_each_endpoint_alone()
    {
        await using var other = await StubModel.StartAsync();
        other.Models = ["other"];
        await using var portal = await StartAsync(new()
        {
            ["Playground:TurnsPerEndpoint"] = "1",
            ["Playground:WaitingTurns"] = "3",
            ["Endpoints:11:Name"] = "second",
            ["Endpoints:11:Url"] = other.Address.ToString(),
        });
        using var never = new SemaphoreSlim(0);
        portal.Model.Answer = StubAnswers.When(never);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => portal.PostAsync(Religion())));

        Assert.Equal(4, answers.Count(answer => answer.IsSuccessStatusCode));       // one runs, three wait
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Equal("4 turns", (await portal.Http.GetFromJsonAsync<JsonElement>("/healthz")).GetProperty("store").Text("detail"));
        Assert.Equal("complete", (await portal.AskAsync(Religion(("model", "other"))))[^1].Text("state"));
        foreach (var answer in answers) { answer.Dispose(); }
    }
}
