using Portal.Core;
using Portal.Llm.Endpoints;
using Portal.Web.Hosting;

namespace Portal.Web.Playground;

/// <summary>A model that can be asked.</summary>
/// <param name="Id">Its name in requests: its own id, or <c>endpoint/id</c> where another has the same: models known from the configuration come before listed ones.</param>
/// <param name="Model">Its id at the endpoint.</param>
/// <param name="Temperature">The endpoint's default.</param>
/// <param name="Explains">Whether it can be asked why.</param>
/// <param name="CannotExplain">Why it cannot, where it cannot.</param>
/// <param name="Problem">Why it cannot be loaded; <see langword="null"/> where nothing is known against it.</param>
public sealed record ModelOffer(string Id, string Endpoint, string Model, double Temperature, bool Explains, string? CannotExplain, string? Problem = null);

/// <summary>An endpoint that is configured.</summary>
/// <param name="Problem">Why its models cannot be listed; <see langword="null"/> where they can.</param>
public sealed record EndpointOffer(string Name, string? Problem);

/// <summary>What there is to ask.</summary>
public sealed record ModelList(IReadOnlyList<ModelOffer> Models, IReadOnlyList<EndpointOffer> Endpoints);

/// <summary>An endpoint that is ready to be asked.</summary>
/// <param name="Life">The life of the local host behind it; <see langword="null"/> for other endpoints.</param>
public sealed record OpenEndpoint(ProviderEndpoint Endpoint, HostLife? Life);

/// <summary>The models of all endpoints: the local host's and the configured ones, which are known at once, and those that endpoints list.</summary>
public sealed class ModelDirectory(EndpointCatalog catalog, LocalModelHost host) : IAsyncDisposable
{
    private readonly Dictionary<string, ModelListing> _listings =
        catalog.All.Where(endpoint => endpoint.Options.Models.Count == 0).ToDictionary(endpoint => endpoint.Options.Name, endpoint => new ModelListing(endpoint));

    /// <summary>The models on offer; an endpoint that does not answer is listed with its problem and without models. Endpoints that have never answered are waited for, a few seconds.</summary>
    public async Task<ModelList> ListAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(_listings.Values.Select(listing => listing.FirstAsync())).WaitAsync(cancellation);
        return Now();
    }

    /// <summary>The model that a request names. Only a name that is not known without them waits for endpoints.</summary>
    /// <returns>The model, or what is wrong with the name.</returns>
    public async Task<(ModelOffer? Model, string? Problem)> FindAsync(string name, CancellationToken cancellation)
    {
        if (Now().Models.FirstOrDefault(model => Means(model, name)) is { } known && !_listings.ContainsKey(known.Endpoint)) { return (known, null); }
        if ((await ListAsync(cancellation)).Models.FirstOrDefault(model => Means(model, name)) is { } listed) { return (listed, null); }
        await Task.WhenAll(_listings.Values.Select(listing => listing.NewestAsync())).WaitAsync(cancellation);
        var list = Now();
        if (list.Models.FirstOrDefault(model => Means(model, name)) is { } found) { return (found, null); }
        var silent = list.Endpoints.Where(endpoint => endpoint.Problem is not null).Select(endpoint => $"; the models of {endpoint.Name} are not known: {endpoint.Problem}");
        return (null, $"no model \"{name}\" on offer{Suggestion.Question(Suggestion.For(name, list.Models.Select(model => model.Id)))}{string.Concat(silent)}");
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
    public async ValueTask DisposeAsync()
    {
        foreach (var listing in _listings.Values) { await listing.DisposeAsync(); }
    }

    private bool IsLocal(string endpoint) => host.Status.Phase != HostPhase.Off && LocalModelHost.IsNamed(endpoint);

    private static bool Means(ModelOffer model, string name) => model.Id == name || $"{model.Endpoint}/{model.Model}" == name;

    /// <summary>What is known, without asking anybody.</summary>
    private ModelList Now()
    {
        var options = catalog.All.Select(endpoint => endpoint.Options);
        if (host.Status.Phase != HostPhase.Off) { options = options.Prepend(host.Endpoint); }
        var answers = options.Select(endpoint => (Endpoint: endpoint, Answer: Answer(endpoint))).ToList();
        var first = answers.OrderBy(answer => _listings.ContainsKey(answer.Endpoint.Name))       // stable: in the order of the configuration
            .SelectMany(answer => answer.Answer.Models.Select(model => (answer.Endpoint.Name, Model: model)))
            .DistinctBy(pair => pair.Model).ToHashSet();
        return new ModelList(
            [.. answers.SelectMany(answer => answer.Answer.Models.Select(model => new ModelOffer(
                first.Contains((answer.Endpoint.Name, model)) ? model : $"{answer.Endpoint.Name}/{model}",
                answer.Endpoint.Name, model, answer.Endpoint.DefaultTemperature, answer.Endpoint.WhyNot(model) is null, answer.Endpoint.WhyNot(model),
                IsLocal(answer.Endpoint.Name) ? host.ProblemOf(model) : null)))],
            [.. answers.Select(answer => new EndpointOffer(answer.Endpoint.Name, answer.Answer.Problem))]);
    }

    private (IReadOnlyList<string> Models, string? Problem) Answer(EndpointOptions endpoint)
    {
        if (IsLocal(endpoint.Name)) { return (host.Models, host.Models.Count > 0 ? null : host.Problem); }
        return _listings.TryGetValue(endpoint.Name, out var listing) ? (listing.Known.Models, listing.Known.Problem) : (endpoint.Models, null);
    }
}
