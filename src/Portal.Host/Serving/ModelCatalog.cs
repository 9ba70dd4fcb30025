using System.Runtime.InteropServices;
using Portal.Models.Checkpoints;
using Portal.Models.Tokenizers;

namespace Portal.Host.Serving;

/// <summary>The causal checkpoints that this host serves, by name. A checkpoint is opened at first use and stays open. Use it on the device thread, names and sizes aside.</summary>
/// <param name="folders">Checkpoint folder by model name.</param>
public sealed class ModelCatalog(IReadOnlyDictionary<string, string> folders) : IDisposable
{
    private readonly Dictionary<string, LocalModel> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. folders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Finds every folder with a <c>config.json</c> directly below <paramref name="directory"/>, named after the folder.</summary>
    public static IReadOnlyDictionary<string, string> Discover(string directory) =>
        !Directory.Exists(directory) ? new Dictionary<string, string>()
        : Directory.EnumerateDirectories(directory).Where(folder => File.Exists(Path.Combine(folder, "config.json"))).ToDictionary(folder => Path.GetFileName(folder)!, folder => folder);

    public bool Has(string name) => folders.ContainsKey(name);

    /// <summary>Bytes of a model's files; 0 where its folder is not there.</summary>
    public long SizeOf(string name) =>
        Directory.Exists(folders[name]) ? new DirectoryInfo(folders[name]).EnumerateFiles().Sum(file => file.Length) : 0;

    /// <summary>Why a model could not be opened when it was last tried; null where it could, or has not been tried.</summary>
    public string? ProblemOf(string name) => _problems.GetValueOrDefault(name);

    /// <summary>The model if it is open; null where it has not been asked for, or cannot be opened.</summary>
    public LocalModel? TryOpen(string name)
    {
        try
        {
            return Open(name);
        }
        catch (CheckpointException)
        {
            return null;        // ProblemOf says why
        }
    }

    /// <summary>The model if it is open.</summary>
    public LocalModel? Opened(string name) => _open.GetValueOrDefault(name);

    /// <summary>The model of a name. One that could not be opened is tried again: its folder may have been mended.</summary>
    /// <exception cref="CheckpointException">The checkpoint cannot be used.</exception>
    public LocalModel Open(string name)
    {
        if (_open.TryGetValue(name, out var known)) { return known; }
        try
        {
            var model = LocalModel.Open(name, folders[name]);
            _open.Add(name, model);
            _problems.Remove(name);
            return model;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ChatTemplateException or ExternalException or OutOfMemoryException or OverflowException)
        {
            _problems[name] = error.Message;
            throw error as CheckpointException ?? new CheckpointException($"{folders[name]}: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        foreach (var model in _open.Values) { model.Dispose(); }
    }
}
