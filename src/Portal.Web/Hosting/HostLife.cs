using Portal.Llm.Endpoints;

namespace Portal.Web.Hosting;

/// <summary>One life of the local model host, from the moment that it answers.</summary>
public sealed class HostLife : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private volatile string? _problem;
    private volatile IReadOnlyDictionary<string, HostModel> _models;

    /// <param name="endpoint">The endpoint at its address.</param>
    /// <param name="models">See <see cref="Models"/>.</param>
    public HostLife(ProviderEndpoint endpoint, IReadOnlyDictionary<string, HostModel> models) => (Endpoint, _models, Ended) = (endpoint, models, _ended.Token);

    /// <summary>The endpoint at its address; not disposed with the life, since calls may still be coming back from it.</summary>
    public ProviderEndpoint Endpoint { get; }

    /// <summary>Its models, as it listed them last.</summary>
    public IReadOnlyDictionary<string, HostModel> Models => _models;

    /// <summary>Cancelled when the host has ended: nothing more comes from this endpoint.</summary>
    public CancellationToken Ended { get; }

    /// <summary>How the host ended; <see langword="null"/> while it lives. A broken connection may be noticed before the end is, so this waits a moment for it.</summary>
    public async Task<string?> ProblemAsync(TimeSpan patience)
    {
        if (_problem is null) { await Task.Delay(patience, Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }
        return _problem;
    }

    /// <summary>
    /// What the host says about a model that it has just been asked for: it may have opened it then, and found it damaged or mended.
    /// <see langword="null"/> where it does not say.
    /// </summary>
    public async Task<HostModel?> LookAgainAsync(string model, CancellationToken leaving)
    {
        if (_models.GetValueOrDefault(model) is { Fingerprint: not null } known) { return known; }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Ended, leaving);
        try { _models = await HostModels.AskAsync(new Uri(Endpoint.Options.Url), either.Token); }
        catch (Exception error) when (error is HostUnavailableException or OperationCanceledException) { }       // it has ended, which the turn says
        return _models.GetValueOrDefault(model);
    }

    internal void End(string problem)
    {
        _problem = problem;
        _ended.Cancel();
    }

    public void Dispose() => _ended.Dispose();
}
