using System.Text.Json;

namespace Portal.Browser.Tests;

/// <summary>The playground's hub, asked by the official JavaScript client from a page without Blazor.</summary>
[Collection(nameof(BrowserSuite))]
public sealed class HubClientTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_plain_JavaScript_client_hears_every_line_of_a_turn()
    {
        await using var reader = await browser.OpenAsync();
        await reader.Page.GotoAsync("/about");
        await reader.Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Places.Root, "node_modules", "@microsoft", "signalr", "dist", "browser", "signalr.min.js")));
        var heard = await reader.Page.EvaluateAsync<JsonElement>("""
            async () => {
                const hub = new signalR.HubConnectionBuilder().withUrl("/hubs/playground").build();
                await hub.start();
                const id = await hub.invoke("Start", { model: "study", country: "PAK", probe: "Q6", samples: 4 });
                const lines = [];
                await new Promise((complete, error) => hub.stream("Watch", id, 0).subscribe({ next: line => lines.push(line), complete, error }));
                const mistake = await hub.invoke("Start", { model: "study", country: "PKA", probe: "Q6" }).catch(error => error.message);
                await hub.stop();
                return { id, lines, mistake, stored: await (await fetch(`/api/playground/${id}`)).json() };
            }
            """);

        var lines = heard.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(["turn", .. Enumerable.Repeat("draw", 8), "summary"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(heard.GetProperty("id").GetString(), lines[0].GetProperty("id").GetString());
        static IEnumerable<string> Draws(IEnumerable<JsonElement> draws) =>
            draws.Select(draw => $"{draw.GetProperty("arm")} {draw.GetProperty("index")} {draw.GetProperty("text")} {draw.GetProperty("answer")}").Order(StringComparer.Ordinal);
        Assert.Equal(Draws(heard.GetProperty("stored").GetProperty("draws").EnumerateArray()), Draws(lines[1..^1]));
        Assert.Contains("did you mean PAK", heard.GetProperty("mistake").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(reader.Complaints);
    }
}
