using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace Portal.Llm.Endpoints;

/// <summary>One OpenAI-compatible endpoint: makes chat clients for its models, lists them, and bounds and repeats the requests of all of them.</summary>
/// <remarks>
/// Repeating lives here alone, as a Polly pipeline around the call; the SDK's own policy is off. The SDK's policy sees status and headers only, but
/// whether a request may be repeated shows when its first token is read: a connection that breaks before is asked again, one that breaks after never.
/// </remarks>
public sealed class ProviderEndpoint : IDisposable
{
    /// <summary>The key of <see cref="ChatOptions.AdditionalProperties"/> under which a request asks for several choices: an <see cref="int"/>.</summary>
    public const string Choices = "n";

    private static readonly TimeSpan _listPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestBackoff = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _slots;
    private readonly ResiliencePipeline _repeat;

    /// <param name="options">An entry without <see cref="EndpointOptions.Faults"/>.</param>
    public ProviderEndpoint(EndpointOptions options)
    {
        Options = options;
        _slots = new SemaphoreSlim(options.MaxConcurrency);
        _http = new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = !new Uri(options.Url).IsLoopback,
            AllowAutoRedirect = false,                  // a redirect would carry the prompt to an address nobody configured
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,         // CallClock keeps the time
        };
        _repeat = options.MaxRetries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ProviderException>(failure => failure.IsTransient),
            MaxRetryAttempts = options.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = _longestBackoff,
            DelayGenerator = retry => ValueTask.FromResult((retry.Outcome.Exception as ProviderException)?.RetryAfter),     // null: the back-off
        }).Build();
    }

    /// <summary>The endpoint's configuration.</summary>
    public EndpointOptions Options { get; }

    /// <summary>
    /// A chat client for one model. Every update names its choice in <see cref="ChatResponseUpdate.MessageId"/> (<c>0</c>, <c>1</c>, ...), and the last of a
    /// choice its finish reason; a response holds one message per choice. The client throws <see cref="ProviderException"/>, and
    /// <see cref="OperationCanceledException"/> only when the caller cancels.
    /// </summary>
    /// <param name="model">The model's id at the endpoint.</param>
    public IChatClient Open(string model) => new EndpointChatClient(this, model);

    /// <summary>The models on offer: those of the configuration, else those that the endpoint lists. It is asked once, beside its slots, and not waited for longer than 5 s.</summary>
    /// <exception cref="ProviderException">The endpoint could not be asked.</exception>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellation = default)
    {
        if (Options.Models.Count > 0) { return Options.Models; }
        using var clock = new CallClock(Options.TotalTimeout, cancellation);
        clock.WaitFor("its list of models", _listPatience);
        return await new EndpointConnection(Options, _http).ModelsAsync(clock);
    }

    /// <summary>Waits for a free slot of <see cref="EndpointOptions.MaxConcurrency"/>; disposing gives it back.</summary>
    internal async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _slots.WaitAsync(cancellation);
        return new Slot(_slots);
    }

    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good, or the clock has run out; then the last failure counts.</summary>
    internal async Task<T> RepeatAsync<T>(CallClock clock, Func<EndpointConnection, Task<T>> attempt)
    {
        var connection = new EndpointConnection(Options, _http);
        ProviderException? last = null;
        try
        {
            return await _repeat.ExecuteAsync(
                async _ =>
                {
                    try
                    {
                        return await attempt(connection);
                    }
                    catch (ProviderException failure)
                    {
                        last = failure;
                        clock.WaitForWhole();
                        throw;
                    }
                },
                clock.Token);
        }
        catch (OperationCanceledException) when (clock.HasExpired)
        {
            throw last ?? connection.Failures.TimedOut(clock);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
