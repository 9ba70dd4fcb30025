using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portal.Browser.Tests;

/// <summary>What a model of the stub says to one prompt.</summary>
/// <param name="Aligned">Whether the prompt holds demonstrations.</param>
/// <param name="Index">How many prompts of this arm the model had before.</param>
/// <param name="Text">The prompt.</param>
public sealed record Asked(bool Aligned, int Index, string Text);

/// <summary>An OpenAI-compatible endpoint whose models say what a test tells them to, when it lets them.</summary>
public sealed class StubEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<Asked, Task<string>>> _models = new();
    private readonly ConcurrentDictionary<(string, bool), int> _asked = new();

    private StubEndpoint(WebApplication app) => _app = app;

    /// <summary>The models that a portal on this endpoint offers; a test gives each of them its words with <see cref="Add(string, Func{Asked, Task{string}})"/>.</summary>
    public static IReadOnlyList<string> Models { get; } = ["study", "coy", "markup", "talkative", "fragile", "gated", "stoppable", "family", "formula"];

    /// <summary>The address up to <c>/v1</c>.</summary>
    public string Address => _app.Urls.Single() + "/v1";

    public static async Task<StubEndpoint> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        var stub = new StubEndpoint(app);
        app.MapPost("/v1/chat/completions", stub.CompleteAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>Gives a model its words.</summary>
    public void Add(string model, Func<Asked, Task<string>> answer) => _models[model] = answer;

    /// <summary>Lets a model say the texts of an arm in turn, then again from the start.</summary>
    public void Add(string model, IReadOnlyList<string> zeroShot, IReadOnlyList<string> aligned) => Add(model, asked =>
        Task.FromResult(asked.Aligned ? aligned[asked.Index % aligned.Count] : zeroShot[asked.Index % zeroShot.Count]));

    /// <summary>A list with <paramref name="first"/> times one text and <paramref name="second"/> times another, mixed evenly.</summary>
    public static IReadOnlyList<string> Mix(string one, int first, string other, int second)
    {
        var total = first + second;
        return [.. Enumerable.Range(0, total).Select(i => (i + 1) * first / total > i * first / total ? one : other)];
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var request = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body))!;
        var model = (string)request["model"]!;
        var messages = request["messages"]!.AsArray();
        var text = (string)messages[0]!["content"]!;
        var isWhy = messages.Count > 1;
        var aligned = text[..text.IndexOf("\nQ: ", StringComparison.Ordinal)].Trim().Contains('\n', StringComparison.Ordinal);
        var index = _asked.AddOrUpdate((model, aligned), 0, (_, before) => before + 1);
        if (isWhy) { _asked.AddOrUpdate((model, aligned), 0, (_, before) => before - 1); }
        string answer;
        try { answer = isWhy ? "Because the sentences before it pointed that way." : await _models[model](new Asked(aligned, index, text)); }
        catch (StubRefusalException failure)
        {
            context.Response.StatusCode = failure.Status;
            await context.Response.WriteAsJsonAsync(new { error = new { message = failure.Message } });
            return;
        }
        if (request["stream"]?.GetValue<bool>() != true)
        {
            await context.Response.WriteAsJsonAsync(new { id = "1", @object = "chat.completion", model, choices = new[] { new { index = 0, message = new { role = "assistant", content = answer }, finish_reason = "stop" } } });
            return;
        }
        context.Response.ContentType = "text/event-stream";
        await SendAsync(new { id = "1", @object = "chat.completion.chunk", model, choices = new[] { new { index = 0, delta = new { role = "assistant", content = answer }, finish_reason = (string?)null } } });
        await SendAsync(new { id = "1", @object = "chat.completion.chunk", model, choices = new[] { new { index = 0, delta = new { }, finish_reason = "stop" } } });
        await context.Response.WriteAsync("data: [DONE]\n\n");

        async Task SendAsync(object chunk)
        {
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk)}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}

/// <summary>Makes the stub answer with an error status.</summary>
public sealed class StubRefusalException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
