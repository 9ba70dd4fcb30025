using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Portal.Llm.Endpoints;

namespace Portal.Llm.Tests;

/// <summary>What the server saw of one request.</summary>
internal sealed record Seen(string Path, JsonNode Body, string? Authorization, DateTimeOffset At);

/// <summary>A server on a free port that answers request i as the i-th behaviour says, and the rest as the last.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<HttpContext, JsonNode, Task>[] _behaviours;
    private readonly ConcurrentQueue<Seen> _seen = new();
    private int _count;
    private int _running;
    private int _mostRunning;

    private StubServer(Func<HttpContext, JsonNode, Task>[] behaviours)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseShutdownTimeout(TimeSpan.Zero);
        (_app, _behaviours) = (builder.Build(), behaviours);
        _app.Run(AnswerAsync);
    }

    /// <summary>The base address, up to <c>/v1</c>.</summary>
    public string Url => _app.Urls.Single() + "/v1";

    public IReadOnlyList<Seen> Requests => [.. _seen];

    /// <summary>Most requests that were answered at a time.</summary>
    public int MostRunning => _mostRunning;

    /// <summary>Ends when a client has left in the middle of a request.</summary>
    public TaskCompletionSource ClientLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<StubServer> StartAsync(params Func<HttpContext, JsonNode, Task>[] behaviours)
    {
        var server = new StubServer(behaviours);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>An endpoint at this server with limits that suit a test.</summary>
    public EndpointOptions Options => new()
    {
        Name = "lab",
        Url = Url,
        MaxRetries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(10),
        FirstTokenTimeout = TimeSpan.FromSeconds(5),
        BetweenTokensTimeout = TimeSpan.FromSeconds(5),
        TotalTimeout = TimeSpan.FromSeconds(10),
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _count) - 1;
        InterlockedMax(ref _mostRunning, Interlocked.Increment(ref _running));
        try
        {
            var body = context.Request.Method == "POST" ? (await JsonNode.ParseAsync(context.Request.Body))! : new JsonObject();
            _seen.Enqueue(new Seen(context.Request.Path, body, context.Request.Headers.Authorization, DateTimeOffset.UtcNow));
            await _behaviours[Math.Min(number, _behaviours.Length - 1)](context, body);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            ClientLeft.TrySetResult();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; seen < value; seen = most) { Interlocked.CompareExchange(ref most, value, seen); }
    }
}
