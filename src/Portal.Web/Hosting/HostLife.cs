using Portal.Llm.Endpoints;

namespace Portal.Web.Hosting;

/// <summary>One life of the local model host, from the moment that it answers.</summary>
public sealed class HostLife : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile string? _problem;

    /// <param name="endpoint">The endpoint at its address.</param>
    /// <param name="models">See <see cref="Models"/>.</param>
    public HostLife(ProviderEndpoint endpoint, IReadOnlyDictionary<string, string?> models) => (Endpoint, Models, Ended) = (endpoint, models, _ended.Token);

    /// <summary>The endpoint at its address; not disposed with the life, since calls may still be coming back from it.</summary>
    public ProviderEndpoint Endpoint { get; }

    /// <summary>Its models, with the fingerprints of their weights; <see langword="null"/> for one that cannot be loaded.</summary>
    public IReadOnlyDictionary<string, string?> Models { get; }

    /// <summary>Cancelled when the host has ended: nothing more comes from this endpoint.</summary>
    public CancellationToken Ended { get; }

    /// <summary>How the host ended; <see langword="null"/> while it lives. A broken connection may be noticed before the end is, so this waits a moment for it.</summary>
    public async Task<string?> ProblemAsync(TimeSpan patience)
    {
        if (_problem is null) { await Task.Delay(patience, Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }
        return _problem;
    }

    internal void End(string problem)
    {
        _problem = problem;
        _ended.Cancel();
    }

    public void Dispose() => _ended.Dispose();
}
