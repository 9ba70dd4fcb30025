namespace Portal.Llm.Endpoints;

/// <summary>The configured endpoints, checked once at start.</summary>
public sealed class EndpointCatalog : IDisposable
{
    private readonly Dictionary<string, ProviderEndpoint> _byName;

    /// <param name="options">The entries of the configuration section <see cref="EndpointOptions.Section"/>.</param>
    /// <exception cref="EndpointConfigurationException">An entry is at fault; the message names every field and its remedy.</exception>
    public EndpointCatalog(IReadOnlyList<EndpointOptions> options)
        : this([.. options.Select((entry, i) => ($"{EndpointOptions.Section}:{i}", entry))])
    {
    }

    private EndpointCatalog(IReadOnlyList<(string Path, EndpointOptions Options)> entries)
    {
        string[] faults = [.. entries.SelectMany(entry => entry.Options.Faults(entry.Path)), .. Repeated(entries)];
        if (faults.Length > 0) { throw new EndpointConfigurationException(string.Join('\n', faults)); }
        All = [.. entries.Select(entry => new ProviderEndpoint(entry.Options))];
        _byName = All.ToDictionary(endpoint => endpoint.Options.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The catalog of entries with their places in the configuration, such as <c>Endpoints:0</c>.</summary>
    /// <exception cref="EndpointConfigurationException">An entry is at fault; the message names every field and its remedy.</exception>
    public static EndpointCatalog Of(IReadOnlyList<(string Path, EndpointOptions Options)> entries) => new(entries);

    /// <summary>What is wrong where entries share a name, in any case.</summary>
    public static IEnumerable<string> Repeated(IEnumerable<(string Path, EndpointOptions Options)> entries) =>
        from entry in entries
        group entry by entry.Options.Name.ToUpperInvariant() into same
        where same.Count() > 1
        select $"{EndpointOptions.Section}: Name '{same.First().Options.Name}' is given {same.Count()} times, at {string.Join(" and ", same.Select(entry => entry.Path))}; names must differ";

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
