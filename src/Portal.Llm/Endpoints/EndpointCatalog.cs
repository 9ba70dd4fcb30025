namespace Portal.Llm.Endpoints;

/// <summary>The configured endpoints, checked once at start.</summary>
public sealed class EndpointCatalog : IDisposable
{
    private readonly Dictionary<string, ProviderEndpoint> _byName;

    /// <param name="options">The entries of the configuration section <see cref="EndpointOptions.Section"/>.</param>
    /// <exception cref="EndpointConfigurationException">An entry is at fault; the message names every field and its remedy.</exception>
    public EndpointCatalog(IReadOnlyList<EndpointOptions> options)
    {
        List<string> faults = [.. options.SelectMany((entry, i) => entry.Faults($"{EndpointOptions.Section}:{i}"))];
        faults.AddRange(options.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"{EndpointOptions.Section}: Name '{group.Key}' is given {group.Count()} times; names must differ"));
        if (faults.Count > 0) { throw new EndpointConfigurationException(string.Join('\n', faults)); }
        All = [.. options.Select(entry => new ProviderEndpoint(entry))];
        _byName = All.ToDictionary(endpoint => endpoint.Options.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The endpoints in the order of the configuration.</summary>
    public IReadOnlyList<ProviderEndpoint> All { get; }

    /// <summary>The endpoint of that name, in any case; <see langword="null"/> where there is none.</summary>
    public ProviderEndpoint? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var endpoint in All) { endpoint.Dispose(); }
    }
}

/// <summary>The configuration section <c>Endpoints</c> is at fault.</summary>
public sealed class EndpointConfigurationException(string message) : Exception(message);
