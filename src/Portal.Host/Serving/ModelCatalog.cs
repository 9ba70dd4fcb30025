using Portal.Models.Checkpoints;

namespace Portal.Host.Serving;

/// <summary>The causal checkpoints that this host serves, by name. Checkpoints are opened at first use and stay open.</summary>
public sealed class ModelCatalog : IDisposable
{
    private readonly Dictionary<string, Lazy<LocalModel>> _models;

    /// <param name="folders">Checkpoint folder by model name.</param>
    public ModelCatalog(IReadOnlyDictionary<string, string> folders) =>
        _models = folders.ToDictionary(
            entry => entry.Key,
            // a failed load is tried again at the next request: the folder may have been mended meanwhile
            entry => new Lazy<LocalModel>(() => LocalModel.Open(entry.Key, entry.Value), LazyThreadSafetyMode.PublicationOnly), StringComparer.Ordinal);

    /// <summary>Names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _models.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Finds every folder with a <c>config.json</c> directly below <paramref name="directory"/>, named after the folder.</summary>
    public static IReadOnlyDictionary<string, string> Discover(string directory) =>
        !Directory.Exists(directory) ? new Dictionary<string, string>()
        : Directory.EnumerateDirectories(directory).Where(folder => File.Exists(Path.Combine(folder, "config.json"))).ToDictionary(folder => Path.GetFileName(folder)!, folder => folder);

    /// <summary>The model of a name, or null. Call on the device thread: it may load the checkpoint.</summary>
    /// <exception cref="CheckpointException">The checkpoint cannot be loaded.</exception>
    public LocalModel? Find(string name) => _models.TryGetValue(name, out var model) ? model.Value : null;

    public bool Has(string name) => _models.ContainsKey(name);

    public void Dispose()
    {
        foreach (var model in _models.Values.Where(model => model.IsValueCreated)) { model.Value.Dispose(); }
    }
}
