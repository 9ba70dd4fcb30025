using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

public sealed class ExplanationTests
{
    [Fact]
    public async Task A_draw_is_explained_once_and_the_explanation_is_kept()
    {
        await using var portal = await StartAsync();
        var id = (await portal.AskAsync())[0].Text("id");
        var calls = portal.Model.Calls;

        var first = await ExplainAsync(portal, id);
        var second = await ExplainAsync(portal, id);

        Assert.Equal("Because it is so.", first.Text("text"));
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(calls + 1, portal.Model.Calls);
        Assert.Equal(first.GetRawText(), (await portal.StoredAsync(id)).GetProperty("explanations")[0].GetRawText());
    }

    [Fact]
    public async Task Readers_who_ask_why_at_the_same_time_get_the_same_explanation()
    {
        await using var portal = await StartAsync();
        var id = (await portal.AskAsync())[0].Text("id");

        var explanations = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ExplainAsync(portal, id)));

        Assert.Single(explanations.Select(explanation => explanation.GetRawText()).Distinct());
        Assert.Single((await portal.StoredAsync(id)).GetProperty("explanations").EnumerateArray());
    }

    [Fact]
    public async Task A_model_that_cannot_explain_says_why()
    {
        await using var portal = await StartAsync(new() { ["Endpoints:10:Explains"] = "false", ["Endpoints:10:CannotExplain"] = "It only completes probes." });
        var id = (await portal.AskAsync())[0].Text("id");

        using var response = await portal.Http.PostAsync($"/api/playground/{id}/explanations/aligned/3", null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("It only completes probes.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("It only completes probes.", (await portal.Http.GetFromJsonAsync<JsonElement>("/api/models")).GetProperty("models")[0].Text("cannotExplain"));
    }

    private static async Task<JsonElement> ExplainAsync(PortalUnderTest portal, string id)
    {
        using var response = await portal.Http.PostAsync($"/api/playground/{id}/explanations/zero-shot/0", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
