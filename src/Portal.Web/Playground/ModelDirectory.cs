using Portal.Core;
using Portal.Llm.Endpoints;
using Portal.Web.Hosting;

namespace Portal.Web.Playground;

/// <summary>A model that can be asked.</summary>
/// <param name="Id">Its name in requests: its own id, or <c>endpoint/id</c> where an earlier endpoint has the same.</param>
/// <param name="Model">Its id at the endpoint.</param>
/// <param name="Temperature">The endpoint's default.</param>
/// <param name="Explains">Whether it can be asked why.</param>
/// <param name="CannotExplain">Why it cannot, where it cannot.</param>
public sealed record ModelOffer(string Id, string Endpoint, string Model, double Temperature, bool Explains, string? CannotExplain);

/// <summary>An endpoint that is configured.</summary>
/// <param name="Problem">Why its models cannot be listed; <see langword="null"/> where they can.</param>
public sealed record EndpointOffer(string Name, string? Problem);

/// <summary>What there is to ask.</summary>
public sealed record ModelList(IReadOnlyList<ModelOffer> Models, IReadOnlyList<EndpointOffer> Endpoints);

/// <summary>An endpoint that is ready to be asked.</summary>
/// <param name="Life">The life of the local host behind it; <see langword="null"/> for other endpoints.</param>
public sealed record OpenEndpoint(ProviderEndpoint Endpoint, HostLife? Life);

/// <summary>The models of all endpoints: the local host's and the configured ones.</summary>
public sealed class ModelDirectory(EndpointCatalog catalog, LocalModelHost host) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_changing = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _asking = new(1);
    private (ModelList List, long At)? _known;

    /// <summary>The models on offer; an endpoint that does not answer is listed with its problem and without models.</summary>
    public async Task<ModelList> ListAsync(CancellationToken cancellation)
    {
        await _asking.WaitAsync(cancellation);
        try
        {
            if (_known is { } known && TimeProvider.System.GetElapsedTime(known.At) < Freshness(known.List)) { return known.List; }
            var list = await AskAllAsync(cancellation);
            _known = (list, TimeProvider.System.GetTimestamp());
            return list;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The model that a request names.</summary>
    /// <returns>The model, or what is wrong with the name.</returns>
    public async Task<(ModelOffer? Model, string? Problem)> FindAsync(string name, CancellationToken cancellation)
    {
        var list = await ListAsync(cancellation);
        if (list.Models.FirstOrDefault(model => model.Id == name || $"{model.Endpoint}/{model.Model}" == name) is { } found) { return (found, null); }
        var silent = list.Endpoints.Where(endpoint => endpoint.Problem is not null).Select(endpoint => $"; the models of {endpoint.Name} are not known: {endpoint.Problem}");
        var known = list.Models.Select(model => model.Id);
        return (null, $"no model \"{name}\" on offer{Suggestion.Question(Suggestion.For(name, known))}{string.Concat(silent)}");
    }

    /// <summary>The endpoint of that name; the local host is waited for while it starts.</summary>
    /// <exception cref="HostUnavailableException">The local host does not come, or the endpoint is no longer configured.</exception>
    public async Task<OpenEndpoint> OpenAsync(string endpoint, CancellationToken cancellation)
    {
        if (IsLocal(endpoint))
        {
            var life = await host.ReadyAsync(cancellation);
            return new OpenEndpoint(life.Endpoint, life);
        }
        return catalog.Find(endpoint) is { } configured
            ? new OpenEndpoint(configured, null)
            : throw new HostUnavailableException($"the endpoint {endpoint} is not in the configuration; add it to {EndpointOptions.Section}, or choose another model");
    }

    /// <inheritdoc/>
    public void Dispose() => _asking.Dispose();

    private bool IsLocal(string endpoint) => host.Status.Phase != HostPhase.Off && endpoint == LocalModelHost.EndpointName;

    private async Task<ModelList> AskAllAsync(CancellationToken cancellation)
    {
        var options = catalog.All.Select(endpoint => endpoint.Options);
        if (host.Status.Phase != HostPhase.Off) { options = options.Prepend(host.Endpoint); }
        var answers = await Task.WhenAll(options.Select(endpoint => AskAsync(endpoint, cancellation)));
        var pairs = answers.SelectMany(answer => answer.Models.Select(model => (answer.Endpoint, Model: model))).ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return new ModelList(
            [.. pairs.Select(pair => new ModelOffer(
                taken.Add(pair.Model) ? pair.Model : $"{pair.Endpoint.Name}/{pair.Model}",
                pair.Endpoint.Name, pair.Model, pair.Endpoint.DefaultTemperature, pair.Endpoint.Explains, pair.Endpoint.CannotExplain))],
            [.. answers.Select(answer => new EndpointOffer(answer.Endpoint.Name, answer.Problem))]);
    }

    private async Task<(EndpointOptions Endpoint, IReadOnlyList<string> Models, string? Problem)> AskAsync(EndpointOptions options, CancellationToken cancellation)
    {
        if (IsLocal(options.Name))
        {
            var models = host.Models;
            return (options, models, models.Count > 0 ? null : host.Problem);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);
        try { return (options, await catalog.Find(options.Name)!.ModelsAsync(patience.Token), null); }
        catch (ProviderException failure) { return (options, [], failure.Message); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (options, [], $"{options.Name} did not list its models within {s_patience.TotalSeconds:0} s");
        }
    }

    private TimeSpan Freshness(ModelList list) =>
        host.Status.Phase is HostPhase.Off or HostPhase.Ready && list.Endpoints.All(endpoint => endpoint.Problem is null) ? s_fresh : s_changing;
}
