using System.Text.Json;

namespace Portal.Web.Tests;

/// <summary>Reads the lines of a turn.</summary>
internal static class Lines
{
    public static async IAsyncEnumerable<JsonElement> LinesAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));       // a line that never comes fails the test
        while (await reader.ReadLineAsync(patience.Token) is { } line) { yield return JsonSerializer.Deserialize<JsonElement>(line); }
    }

    public static string Type(this JsonElement line) => line.Text("type");

    public static string Text(this JsonElement line, string field) => line.GetProperty(field).GetString()!;

    public static int Number(this JsonElement line, string field) => line.GetProperty(field).GetInt32();

    public static List<JsonElement> Draws(this IEnumerable<JsonElement> lines) => [.. lines.Where(line => line.Type() == "draw")];

    /// <summary>The turn's id, from the first line; ends the stream.</summary>
    public static async Task<string> IdAsync(this HttpResponseMessage response)
    {
        await foreach (var line in response.LinesAsync()) { return line.Text("id"); }
        throw new InvalidOperationException("the stream is empty");
    }

    public static async Task<List<JsonElement>> RestAsync(this IAsyncEnumerator<JsonElement> lines)
    {
        var rest = new List<JsonElement>();
        while (await lines.MoveNextAsync()) { rest.Add(lines.Current); }
        return rest;
    }
}
