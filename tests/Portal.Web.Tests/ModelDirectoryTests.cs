using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

/// <summary>Endpoints whose models are not configured and that do not list them.</summary>
public sealed class ModelDirectoryTests
{
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(3);      // waiting for a list takes 5
    private static readonly TimeSpan s_old = TimeSpan.FromSeconds(3.2);       // the age at which a list with a problem is asked for again

    [Fact]
    public async Task An_endpoint_that_is_down_keeps_no_turn_of_another_one_waiting_and_is_named()
    {
        await using var portal = await StartAsync("http://127.0.0.1:9/v1");
        await portal.AskAsync(Religion(("samples", 1)));

        Assert.StartsWith("lab does not answer: ", await ProblemAsync(portal), StringComparison.Ordinal);
        using var unknown = await portal.PostAsync(Religion(("model", "llama3")));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Contains("the models of lab are not known: lab does not answer", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Task.Delay(s_old);
        await AsksAtOnceAsync(portal);
    }

    [Fact]
    public async Task An_endpoint_that_hangs_keeps_no_turn_of_another_one_waiting_and_is_named()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var portal = await StartAsync($"http://{silent.LocalEndpoint}/v1");
        await portal.AskAsync(Religion(("samples", 1)));
        Assert.False(silent.Pending());       // nobody needed its list

        Assert.StartsWith("lab timed out: its list of models took longer than 5 s", await ProblemAsync(portal), StringComparison.Ordinal);
        await Task.Delay(s_old);
        var watch = Stopwatch.StartNew();
        await ProblemAsync(portal);
        Assert.True(watch.Elapsed < s_atOnce, $"the list took {watch.Elapsed}");       // the old answer, while a new one is asked for
        await AsksAtOnceAsync(portal);
    }

    [Fact]
    public async Task A_model_that_an_endpoint_lists_later_is_found()
    {
        await using var portal = await PortalUnderTest.StartAsync();
        await ProblemAsync(portal);
        portal.Model.Models = ["demo", "llama3"];
        await Task.Delay(s_old);

        Assert.Equal("complete", (await portal.AskAsync(Religion(("model", "llama3"), ("samples", 1))))[^1].Text("state"));
    }

    private static Task<PortalUnderTest> StartAsync(string url) =>
        PortalUnderTest.StartAsync(new() { ["Endpoints:10:Models:0"] = "demo", ["Endpoints:11:Name"] = "lab", ["Endpoints:11:Url"] = url });

    private static async Task AsksAtOnceAsync(PortalUnderTest portal)
    {
        var watch = Stopwatch.StartNew();
        using var response = await portal.PostAsync(Religion(("samples", 1)));
        await response.IdAsync();
        Assert.True(watch.Elapsed < s_atOnce, $"the turn began after {watch.Elapsed}");
    }

    private static async Task<string?> ProblemAsync(PortalUnderTest portal) =>
        (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("endpoints").EnumerateArray()
            .Where(endpoint => endpoint.Text("name") == "lab").Select(endpoint => endpoint.GetProperty("problem").GetString()).SingleOrDefault();
}
