using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Training;

/// <summary>What a checkpoint says beside its tensors. All but the step must be the same for a training to go on from it.</summary>
/// <param name="Step">Steps taken; the place in the data follows from it.</param>
/// <param name="Examples">Number of examples.</param>
/// <param name="Device">Kind of device that draws the dropout.</param>
/// <param name="Options">Hyper-parameters.</param>
internal sealed record TrainingState(int Step, int Examples, string Device, FineTuningOptions Options);

/// <summary>
/// The checkpoints of one training: folders <c>checkpoint-&lt;step&gt;</c>, each a model of its own that can be opened. A folder is written under another name
/// and renamed when it is whole. One training at a time uses them.
/// </summary>
/// <param name="folder">Where they are; made if it does not exist.</param>
/// <param name="modelFolder">The folder whose <c>config.json</c> and tokenizer go into each of them.</param>
public sealed partial class TrainingCheckpoints(string folder, string modelFolder)
{
    private const string Config = "config.json", Model = "model.safetensors", Optimizer = "optimizer.safetensors", Training = "training.json", Sums = "SHA256SUMS";
    private static readonly string[] _files = [Config, Model, Optimizer, Training];
    private static readonly string[] _companions =
    [
        "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt", "vocab.json", "merges.txt",
        "spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "chat_template.jinja",
    ];

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private int _saveEvery = 500;
    private int? _keepLast;

    /// <summary>Steps from one checkpoint to the next; the last step is always saved.</summary>
    public int SaveEvery { get => _saveEvery; init => _saveEvery = Positive(value, nameof(SaveEvery)); }

    /// <summary>How many stay; null = all.</summary>
    public int? KeepLast { get => _keepLast; init => _keepLast = value is { } count ? Positive(count, nameof(KeepLast)) : null; }

    /// <summary>The checkpoints that are there, by step, ascending; none of them has been checked.</summary>
    public IReadOnlyList<(int Step, string Folder)> List() => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetDirectories(folder)
            .Select(path => (Match: Name().Match(Path.GetFileName(path)), Path: path))
            .Where(found => found.Match.Success && int.TryParse(found.Match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(found => (Step: int.Parse(found.Match.Groups[1].Value, CultureInfo.InvariantCulture), found.Path))
            .OrderBy(found => found.Step),
    ];

    /// <summary>Writes one, and removes those that are no longer kept.</summary>
    internal void Write(TrainingState state, IEnumerable<KeyValuePair<string, Tensor>> parameters, IEnumerable<KeyValuePair<string, Tensor>> optimizer)
    {
        var target = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{state.Step}"));
        var temporary = $"{target}.tmp";
        if (Directory.Exists(temporary)) { Directory.Delete(temporary, recursive: true); }
        Directory.CreateDirectory(temporary);
        string In(string name) => Path.Combine(temporary, name);
        foreach (var name in _companions.Where(name => File.Exists(Path.Combine(modelFolder, name))).Prepend(Config)) { Copy(Path.Combine(modelFolder, name), In(name)); }
        SafeTensors.Write(In(Model), parameters, new Dictionary<string, string> { ["format"] = "pt" });
        SafeTensors.Write(In(Optimizer), optimizer);
        AtomicFile.Write(In(Training), stream => JsonSerializer.Serialize(stream, state, _json));
        var sums = Directory.GetFiles(temporary).Order(StringComparer.Ordinal).Select(file => $"{Sum(file)}  {Path.GetFileName(file)}\n");
        var text = Encoding.UTF8.GetBytes(string.Concat(sums));
        AtomicFile.Write(In(Sums), stream => stream.Write(text));
        if (Directory.Exists(target)) { Discard(target); }          // one that was refused
        Directory.Move(temporary, target);
        if (KeepLast is { } keep)
        {
            foreach (var (_, old) in List().Where(found => found.Step <= state.Step).SkipLast(keep)) { Discard(old); }
        }
    }

    /// <summary>Copies the newest intact checkpoint into the given tensors; removes what was left half written.</summary>
    /// <returns>Its step, 0 where there is no checkpoint, and why newer ones were refused.</returns>
    /// <exception cref="CheckpointException">It is of another training, or none is intact; the message names file and field.</exception>
    internal (int Step, IReadOnlyList<string> Refused) ReadNewest(
        TrainingState expected, IReadOnlyList<KeyValuePair<string, Tensor>> parameters, IReadOnlyList<KeyValuePair<string, Tensor>> optimizer)
    {
        if (!File.Exists(Path.Combine(modelFolder, Config))) { throw new CheckpointException($"{Path.Combine(modelFolder, Config)} does not exist; give the folder of the model that is trained"); }
        if (!Directory.Exists(folder)) { return (0, []); }
        foreach (var path in Directory.GetDirectories(folder).Where(path => HalfWritten().IsMatch(Path.GetFileName(path)))) { Directory.Delete(path, recursive: true); }
        var refused = new List<string>();
        foreach (var (step, checkpoint) in List().Reverse())
        {
            try
            {
                Verify(checkpoint, step);
            }
            catch (CheckpointException error)
            {
                refused.Add(error.Message);
                continue;
            }
            var training = Path.Combine(checkpoint, Training);
            ThrowIfOther(training, expected);
            using var model = OpenAs(Path.Combine(checkpoint, Model), parameters);
            using var moments = OpenAs(Path.Combine(checkpoint, Optimizer), optimizer);
            CopyTo(parameters, model);
            CopyTo(optimizer, moments);
            return (step, refused);
        }
        return refused.Count == 0 ? (0, []) : throw new CheckpointException($"{folder}: no checkpoint is intact; delete them to start anew ({string.Join("; ", refused)})");
    }

    /// <summary>Every file is what was written.</summary>
    private static void Verify(string checkpoint, int step)
    {
        var listing = Path.Combine(checkpoint, Sums);
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var input = InputFile.Open(listing))
        {
            if (input.Length > 1 << 16) { throw new CheckpointException($"{listing} has {input.Length} bytes; it is no list of a checkpoint's files"); }
            foreach (var line in Encoding.UTF8.GetString(input.Read(0, (int)input.Length)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                if (SumLine().Match(line) is not { Success: true } match) { throw new CheckpointException($"{listing}: line '{ZipDirectory.Shown(line)}' is not a SHA-256 and a file name"); }
                sums[match.Groups[2].Value] = match.Groups[1].Value;
            }
        }
        foreach (var name in _files)
        {
            if (!sums.ContainsKey(name)) { throw new CheckpointException($"{listing} does not list {name}; it is not whole"); }
        }
        foreach (var (name, sum) in sums)
        {
            var file = Path.Combine(checkpoint, name);
            if (!File.Exists(file)) { throw new CheckpointException($"{file} is missing"); }
            if (Sum(file) != sum) { throw new CheckpointException($"{file} is not what was written: its SHA-256 differs from the one in {Sums}"); }
        }
        var training = ModelConfig.Read(Path.Combine(checkpoint, Training));
        if (training.Size("step") != step) { throw training.Wrong("step", $"{step}, as the folder's name says"); }
    }

    private static void ThrowIfOther(string file, TrainingState expected)
    {
        using var document = BoundedJson.Read(file);
        Compare(document.RootElement, JsonSerializer.SerializeToElement(expected, _json), "");
        void Compare(JsonElement stored, JsonElement wanted, string path)
        {
            foreach (var field in wanted.EnumerateObject().Where(field => path.Length > 0 || field.Name != "step"))
            {
                var name = $"{path}{field.Name}";
                if (stored.ValueKind != JsonValueKind.Object || !stored.TryGetProperty(field.Name, out var value)) { throw new CheckpointException($"{file}: field '{name}' is missing"); }
                if (field.Value.ValueKind == JsonValueKind.Object) { Compare(value, field.Value, $"{name}."); }
                else if (value.GetRawText() != field.Value.GetRawText())
                {
                    throw new CheckpointException(
                        $"{file}: field '{name}' is {value.GetRawText()}, this training has {field.Value.GetRawText()}; take the same value, or another folder");
                }
            }
        }
    }

    /// <summary>A file that holds exactly these tensors.</summary>
    private static SafeTensors OpenAs(string path, IReadOnlyList<KeyValuePair<string, Tensor>> expected)
    {
        var file = SafeTensors.Open(path);
        try
        {
            foreach (var (name, tensor) in expected)
            {
                if (!file.Tensors.TryGetValue(name, out var stored)) { throw new CheckpointException($"{path}: key '{name}' is missing; it is of another model, or other parameters were trained"); }
                if (!stored.Shape.SequenceEqual(tensor.shape) || stored.ElementType != tensor.dtype)
                {
                    throw new CheckpointException(
                        $"{path}: key '{name}' is {stored.ElementType} [{string.Join(", ", stored.Shape)}], this training has {tensor.dtype} [{string.Join(", ", tensor.shape)}]");
                }
            }
            var unknown = file.Tensors.Keys.Except(expected.Select(entry => entry.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault();
            return unknown is null ? file : throw new CheckpointException($"{path}: key '{unknown}' is unknown; it is of another model, or other parameters were trained");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void CopyTo(IReadOnlyList<KeyValuePair<string, Tensor>> tensors, SafeTensors file)
    {
        using var untracked = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            using var stored = file.Read(name);
            tensor.copy_(stored);
        }
    }

    private static void Copy(string from, string to) => AtomicFile.Write(to, stream =>
    {
        using var source = File.OpenRead(from);
        source.CopyTo(stream);
    });

    private static string Sum(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Removes a checkpoint: from the first moment on it is none.</summary>
    private static void Discard(string checkpoint)
    {
        var gone = $"{checkpoint}.old.tmp";
        Directory.Move(checkpoint, gone);
        Directory.Delete(gone, recursive: true);
    }

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    [GeneratedRegex(@"^checkpoint-([1-9][0-9]*)$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^checkpoint-[1-9][0-9]*(\.old)?\.tmp$")]
    private static partial Regex HalfWritten();

    [GeneratedRegex("^([0-9a-f]{64})  ([A-Za-z0-9_.]+)$")]
    private static partial Regex SumLine();
}
