using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace Portal.Models.Checkpoints;

/// <summary>A checkpoint in Hugging Face layout: <c>config.json</c> beside <c>model.safetensors</c>, whole or in shards with an index.</summary>
public sealed class CheckpointFolder : WeightStore
{
    private const string SingleFile = "model.safetensors";
    private const string IndexFile = "model.safetensors.index.json";
    private readonly Dictionary<string, SafeTensors> _files = new(StringComparer.Ordinal);
    private readonly List<SafeTensors> _opened = [];
    private readonly ScalarType _dtype;
    private readonly Device _device;

    private CheckpointFolder(string folder, ScalarType dtype, Device device)
    {
        (Folder, _dtype, _device) = (folder, dtype, device);
        Config = ModelConfig.Read(Path.Combine(folder, "config.json"));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its <c>config.json</c>.</summary>
    public ModelConfig Config { get; }

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
        if (!_files.TryGetValue(name, out var file)) { throw new CheckpointException($"{Folder}: key '{name}' is missing; the checkpoint does not fit its config.json"); }
        if (!file.Tensors[name].Shape.AsSpan().SequenceEqual(shape))
        {
            throw new CheckpointException(
                $"{file.File}: key '{name}' has shape [{string.Join(", ", file.Tensors[name].Shape)}], config.json asks for [{string.Join(", ", shape.ToArray())}]");
        }
        using var scope = NewDisposeScope();
        return file.Read(name).to(_dtype).to(_device).MoveToOuterDisposeScope();
    }

    private void OpenFiles()
    {
        var single = Path.Combine(Folder, SingleFile);
        var index = Path.Combine(Folder, IndexFile);
        if (File.Exists(single)) { Add(SafeTensors.Open(single), keys: null, single); }
        else if (File.Exists(index)) { OpenShards(index); }
        else { throw new CheckpointException($"{Folder} holds neither {SingleFile} nor {IndexFile}; download the safetensors weights into it"); }
    }

    private void OpenShards(string index)
    {
        var shards = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            foreach (var entry in document.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var shard = entry.Value.GetString() ?? "";
                if (shard.Length == 0 || shard != Path.GetFileName(shard)) { throw new CheckpointException($"{index}: '{entry.Name}' points to '{shard}', which is not a file name in this folder"); }
                if (!shards.TryGetValue(shard, out var keys)) { shards.Add(shard, keys = new(StringComparer.Ordinal)); }
                if (!keys.Add(entry.Name)) { throw new CheckpointException($"{index}: key '{entry.Name}' stands twice"); }
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CheckpointException($"{index} is not a shard index with a weight_map of file names ({error.Message}); fetch it again", error);
        }
        foreach (var (shard, keys) in shards) { Add(SafeTensors.Open(Path.Combine(Folder, shard)), keys, index); }
    }

    private void Add(SafeTensors file, HashSet<string>? keys, string listing)
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
