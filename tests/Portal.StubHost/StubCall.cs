using System.Text.Json;

namespace Portal.StubHost;

/// <summary>One completion request, and the means to answer it.</summary>
public sealed class StubCall(HttpContext context, JsonElement body)
{
    public HttpContext Context => context;

    /// <summary>The model asked for.</summary>
    public string Model => body.GetProperty("model").GetString()!;

    /// <summary>Choices asked for.</summary>
    public int Choices => body.TryGetProperty("n", out var n) ? n.GetInt32() : 1;

    public bool Streams => body.TryGetProperty("stream", out var stream) && stream.GetBoolean();

    /// <summary>The last user message.</summary>
    public string Prompt => body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    /// <summary>Whether demonstrations stand before the probe: then a block of lines stands between instruction and probe.</summary>
    public bool IsAligned => Prompt.Split("\n\n").Length > 2;

    public CancellationToken Left => context.RequestAborted;

    /// <summary>Writes one whole choice of a stream.</summary>
    public async Task ChoiceAsync(int index, string text)
    {
        if (!context.Response.HasStarted) { context.Response.ContentType = "text/event-stream"; }
        await EventAsync(new { id = "stub", model = "demo", choices = new[] { new { index, delta = new { content = text }, finish_reason = (string?)null } } });
        await EventAsync(new { id = "stub", model = "demo", choices = new[] { new { index, delta = new { content = "" }, finish_reason = "stop" } } });
    }

    public async Task EndAsync()
    {
        await context.Response.WriteAsync("data: [DONE]\n\n", Left);
        await context.Response.Body.FlushAsync(Left);
    }

    /// <summary>Answers a request that does not stream.</summary>
    public Task WholeAsync(string text) => context.Response.WriteAsJsonAsync(
        new { id = "stub", model = "demo", choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } } }, Left);

    private async Task EventAsync(object data)
    {
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(data)}\n\n", Left);
        await context.Response.Body.FlushAsync(Left);
    }
}
