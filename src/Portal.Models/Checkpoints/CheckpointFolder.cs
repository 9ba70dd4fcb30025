using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>
/// A checkpoint in Hugging Face layout: <c>config.json</c> beside <c>model.safetensors</c> or, where that is absent, <c>pytorch_model.bin</c>; whole or in
/// shards with an index.
/// </summary>
public sealed class CheckpointFolder : WeightStore
{
    private static readonly (string File, Func<string, TensorFile> Open)[] _formats = [("model.safetensors", SafeTensors.Open), ("pytorch_model.bin", PyTorchFile.Open)];
    private const int MaximumShards = 2000;
    private readonly Dictionary<string, TensorFile> _files = new(StringComparer.Ordinal);
    private readonly List<TensorFile> _opened = [];
    private readonly ScalarType _dtype;
    private readonly Device _device;
    private string _listing;

    private CheckpointFolder(string folder, ScalarType dtype, Device device)
    {
        (Folder, _dtype, _device, _listing) = (folder, dtype, device, folder);
        Config = ModelConfig.Read(Path.Combine(folder, "config.json"));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its <c>config.json</c>.</summary>
    public ModelConfig Config { get; }

    /// <summary>The tensors of all weight files, as they are stored, in the order of the files.</summary>
    public IEnumerable<StoredTensor> Stored => _opened.SelectMany(file => file.Tensors.Values);

    /// <summary>Paths of the weight files.</summary>
    public IReadOnlyList<string> Files => [.. _opened.Select(file => file.File)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> UnusedKeys => [.. _files.Keys.Except(UsedKeys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Opens a folder; tensors are read when an architecture asks for them and converted to <paramref name="dtype"/>.</summary>
    /// <exception cref="CheckpointException">A file is missing or damaged; the message names file, key and remedy.</exception>
    public static CheckpointFolder Open(string folder, ScalarType dtype = ScalarType.Float32, Device? device = null)
    {
        if (!Directory.Exists(folder)) { throw new CheckpointException($"{folder} is not a folder; give the folder that holds config.json"); }
        var checkpoint = new CheckpointFolder(folder, dtype, device ?? CPU);
        try
        {
            checkpoint.OpenFiles();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool Has(string name) => _files.ContainsKey(name);

    /// <inheritdoc/>
    public override string? PrefixOf(string name)
    {
        var found = _files.Keys.Where(key => key == name || key.EndsWith($".{name}", StringComparison.Ordinal)).ToList();
        return found.Count switch
        {
            1 => found[0].Length == name.Length ? "" : found[0][..^(name.Length + 1)],
            0 => throw new CheckpointException($"{Folder}: no key ends with '{name}'; the checkpoint is of another architecture than its config.json says"),
            _ => throw new CheckpointException($"{Folder}: the keys '{found[0]}' and '{found[1]}' both end with '{name}'; it holds more than one model"),
        };
    }

    /// <summary>SHA-256 over the weight files' contents, lower-case hexadecimal: which weights produced a result.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var file in _files.Values.Select(f => f.File).Distinct().Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(file);
            int read;
            while ((read = stream.Read(buffer)) > 0) { hash.AppendData(buffer, 0, read); }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    protected override Tensor Create(string name, ReadOnlySpan<long> shape)
    {
        if (!_files.TryGetValue(name, out var file))
        {
            throw new CheckpointException($"{_listing}: key '{name}' of shape [{string.Join(", ", shape.ToArray())}] is missing; the checkpoint does not fit its config.json");
        }
        if (!file.Tensors[name].Shape.AsSpan().SequenceEqual(shape))
        {
            throw new CheckpointException(
                $"{file.File}: key '{name}' has shape [{string.Join(", ", file.Tensors[name].Shape)}], config.json asks for [{string.Join(", ", shape.ToArray())}]");
        }
        return file.Read(name, _dtype, _device);
    }

    private void OpenFiles()
    {
        foreach (var (name, open) in _formats)
        {
            var (single, index) = (Path.Combine(Folder, name), Path.Combine(Folder, $"{name}.index.json"));
            if (IsThere(single))
            {
                _listing = single;
                Add(open(single), keys: null, single);
                return;
            }
            if (IsThere(index))
            {
                _listing = index;
                OpenShards(index, Path.GetExtension(name), open);
                return;
            }
        }
        throw new CheckpointException($"{Folder} holds neither {string.Join(" nor ", _formats.Select(format => format.File))}, whole or in shards with an index; put the weights there");
    }

    /// <summary>A link that points to nothing counts: opening it says so.</summary>
    private static bool IsThere(string file) => File.Exists(file) || new FileInfo(file).LinkTarget is not null;

    private void OpenShards(string index, string extension, Func<string, TensorFile> open)
    {
        var shards = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        try
        {
            using var document = BoundedJson.Read(index);
            foreach (var entry in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var shard = entry.Value.GetString() ?? "";
                if (shard != Path.GetFileName(shard) || !shard.EndsWith(extension, StringComparison.Ordinal) || shard.Contains('\0', StringComparison.Ordinal))
                {
                    throw new CheckpointException($"{index}: '{entry.Name}' points to '{shard}', which is not the name of a {extension} file in this folder");
                }
                if (!shards.TryGetValue(shard, out var keys)) { shards.Add(shard, keys = new(StringComparer.Ordinal)); }
                if (!keys.Add(entry.Name)) { throw new CheckpointException($"{index}: key '{entry.Name}' stands twice"); }
            }
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException)
        {
            throw new CheckpointException($"{index} is not a shard index with a weight_map of file names ({error.Message}); fetch it again", error);
        }
        if (shards.Count is 0 or > MaximumShards) { throw new CheckpointException($"{index} names {shards.Count} files; 1 to {MaximumShards} are opened"); }
        foreach (var (shard, keys) in shards) { Add(open(Path.Combine(Folder, shard)), keys, index); }
    }

    private void Add(TensorFile file, HashSet<string>? keys, string listing)
    {
        _opened.Add(file);
        foreach (var key in file.Tensors.Keys)
        {
            if (!_files.TryAdd(key, file)) { throw new CheckpointException($"key '{key}' stands in {_files[key].File} and in {file.File}"); }
        }
        foreach (var key in keys ?? [])
        {
            if (!file.Tensors.ContainsKey(key)) { throw new CheckpointException($"{listing} says that {file.File} holds '{key}', but it does not"); }
        }
    }

    public override void Dispose()
    {
        foreach (var file in _opened) { file.Dispose(); }
        base.Dispose();
    }
}
