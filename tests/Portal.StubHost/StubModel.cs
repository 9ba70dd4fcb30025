using System.Net;
using System.Text.Json;

namespace Portal.StubHost;

/// <summary>An OpenAI-compatible server on a free loopback port that answers as a test tells it to.</summary>
public sealed class StubModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private StubModel(WebApplication app) => _app = app;

    /// <summary>Up to and with <c>/v1</c>.</summary>
    public Uri Address => new(new Uri(_app.Urls.Single()), "v1");

    /// <summary>What happens to a completion request.</summary>
    public Func<StubCall, Task> Answer { get; set; } = StubAnswers.Alternating();

    /// <summary>The ids that <c>/models</c> lists.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["demo"];

    /// <summary>Why the models cannot be loaded, as the local host says it, without a fingerprint; <see langword="null"/> where they can.</summary>
    public string? Problem { get; set; }

    /// <summary>Whether a model is opened by its first request only, and has no fingerprint before.</summary>
    public bool IsLazy { get; set; }

    /// <summary>Completion requests so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<StubModel> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var model = new StubModel(app);
        app.MapGet("/v1/models", () => new { @object = "list", data = model.Models.Select(id => new { id, fingerprint = model.Problem is null && !(model.IsLazy && model.Calls == 0) ? $"fp-{id}" : null, problem = model.Problem }) });
        app.MapPost("/v1/chat/completions", async (HttpContext context) =>
        {
            Interlocked.Increment(ref model._calls);
            await model.Answer(new StubCall(context, await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body)));
        });
        await app.StartAsync();
        return model;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
