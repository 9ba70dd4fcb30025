using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Web.Hosting;

namespace Portal.Web.Tests;

public sealed class LocalModelHostTests
{
    [Fact]
    public async Task The_portal_starts_a_host_and_serves_its_model()
    {
        await using var portal = await StartAsync();

        var lines = await portal.AskAsync();

        Assert.Equal(("demo", "local", "complete"), (lines[0].Text("model"), lines[0].Text("endpoint"), lines[^1].Text("state")));
        Assert.Equal(0, portal.Model.Calls);       // not the other endpoint, which has a model of the same name
        Assert.Equal("fp-demo", (await portal.StoredAsync(lines[0].Text("id"))).GetProperty("turn").GetProperty("provenance").Text("modelFingerprint"));
        Assert.Equal(HttpStatusCode.OK, (await portal.Http.GetAsync("/healthz")).StatusCode);
        var ids = (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models").EnumerateArray().Select(model => model.Text("id"));
        Assert.Equal(["demo", "stub/demo"], ids);
    }

    [Fact]
    public async Task A_host_that_is_killed_fails_its_turn_comes_back_and_serves_the_next_one()
    {
        await using var portal = await StartAsync(pace: 100);
        using var response = await portal.PostAsync(PortalUnderTest.Religion(("samples", 50)));
        var lines = response.LinesAsync().GetAsyncEnumerator();
        while (await lines.MoveNextAsync() && lines.Current.Type() != "draw") { }
        var host = portal.Services.GetRequiredService<LocalModelHost>();
        var life = host.Status.ProcessId!.Value;

        Process.GetProcessById(life).Kill();
        var rest = new List<JsonElement>();
        while (await lines.MoveNextAsync()) { rest.Add(lines.Current); }

        var failure = rest[^1].GetProperty("failure");
        Assert.Equal(("failed", "host-ended"), (rest[^1].Text("state"), failure.Text("code")));
        Assert.Contains("was killed", failure.Text("message"), StringComparison.Ordinal);
        Assert.DoesNotContain("last words", failure.Text("message"), StringComparison.Ordinal);      // it had told nothing but how it is set up
        Assert.Contains("ask again", failure.Text("remedy"), StringComparison.Ordinal);
        Assert.Equal("complete", (await portal.AskAsync(PortalUnderTest.Religion(("samples", 2))))[^1].Text("state"));      // asked at once: it waits for the host
        Assert.NotEqual(life, host.Status.ProcessId);
        Assert.Equal(2, host.Status.Starts);
    }

    [Fact]
    public async Task The_host_ends_with_the_portal()
    {
        await using var portal = await StartAsync();
        await portal.AskAsync(PortalUnderTest.Religion(("samples", 1)));
        using var child = Process.GetProcessById(portal.Services.GetRequiredService<LocalModelHost>().Status.ProcessId!.Value);

        await portal.EndAsync();

        Assert.True(child.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_host_that_cannot_start_says_why_in_the_turn_and_in_the_health()
    {
        await using var portal = await StartAsync(new() { ["Host:Arguments:0"] = "fail", ["Host:StartTimeout"] = "00:00:02" });

        var failure = (await portal.AskAsync())[^1].GetProperty("failure");
        var health = await portal.Http.GetFromJsonAsync<JsonElement>("/healthz");

        Assert.Equal("host-unavailable", failure.Text("code"));
        Assert.Contains("ended with exit code 3", failure.Text("message"), StringComparison.Ordinal);
        Assert.Contains("data/models/demo is damaged", failure.Text("message"), StringComparison.Ordinal);
        Assert.True(health.GetProperty("healthy").GetBoolean());        // the other endpoint can be asked
        Assert.False(health.GetProperty("host").GetProperty("ok").GetBoolean());
        Assert.Contains("data/models/demo is damaged", health.GetProperty("host").Text("detail"), StringComparison.Ordinal);
        Assert.Equal("complete", (await portal.AskAsync(PortalUnderTest.Religion(("model", "stub/demo"))))[^1].Text("state"));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_offered_with_its_problem_and_makes_a_portal_without_others_unhealthy()
    {
        await using var portal = await StartAsync(new() { ["Host:Environment:STUB_PROBLEM"] = "model.safetensors is cut off", ["Endpoints:10:Url"] = "http://127.0.0.1:9/v1" });
        await portal.AskAsync();       // the host answers, so it has listed its models

        using var health = await portal.Http.GetAsync("/healthz");
        var model = (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models")[0];

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("cannot load demo: model.safetensors is cut off", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("demo", "the local model host cannot load demo: model.safetensors is cut off"), (model.Text("id"), model.Text("problem")));
    }

    [Fact]
    public async Task A_model_that_its_first_turn_opens_leaves_its_fingerprint_with_that_turn()
    {
        await using var portal = await StartAsync(new() { ["Host:Environment:STUB_LAZY"] = "1" });

        var id = (await portal.AskAsync(PortalUnderTest.Religion(("samples", 1))))[0].Text("id");

        Assert.Equal("fp-demo", (await portal.StoredAsync(id)).GetProperty("turn").GetProperty("provenance").Text("modelFingerprint"));
        Assert.Equal(JsonValueKind.Null, (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models")[0].GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task Only_the_bundled_model_of_the_host_cannot_explain()
    {
        await using var portal = await StartAsync(new() { ["Host:Environment:STUB_MODELS"] = "demo llama3" });
        await portal.AskAsync();

        var models = (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models").EnumerateArray().Take(2).ToList();

        Assert.Equal([("demo", false), ("llama3", true)], models.Select(model => (model.Text("id"), model.GetProperty("explains").GetBoolean())));
        Assert.Contains("bundled", models[0].Text("cannotExplain"), StringComparison.Ordinal);
        var id = (await portal.AskAsync(PortalUnderTest.Religion(("model", "llama3"), ("samples", 1))))[0].Text("id");
        Assert.Equal(HttpStatusCode.OK, (await portal.Http.PostAsync($"/api/playground/{id}/explanations/aligned/0", null)).StatusCode);
    }

    [Fact]
    public async Task A_host_that_stays_silent_is_given_up()
    {
        await using var portal = await StartAsync(new() { ["Host:Arguments:0"] = "silent", ["Host:StartTimeout"] = "00:00:01" });

        var failure = (await portal.AskAsync())[^1].GetProperty("failure");

        Assert.Equal("host-unavailable", failure.Text("code"));
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_named_with_the_remedy()
    {
        await using var portal = await StartAsync(new() { ["Host:Command"] = "/nowhere/Portal.Host", ["Host:StartTimeout"] = "00:00:01" });

        var failure = (await portal.AskAsync())[^1].GetProperty("failure");

        Assert.Contains("/nowhere/Portal.Host cannot be started", failure.Text("message"), StringComparison.Ordinal);
        Assert.Contains("Host:Command", failure.Text("message"), StringComparison.Ordinal);
    }

    private static Task<PortalUnderTest> StartAsync(Dictionary<string, string>? settings = null, int pace = 0)
    {
        var all = new Dictionary<string, string>
        {
            ["Host:Local"] = "true",
            ["Host:Command"] = Programs.StubHost,
            ["Host:Environment:STUB_PACE"] = $"{pace}",
        };
        foreach (var (name, value) in settings ?? []) { all[name] = value; }
        return PortalUnderTest.StartAsync(all);
    }
}
