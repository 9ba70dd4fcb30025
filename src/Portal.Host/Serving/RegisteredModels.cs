using System.Text.Json;
using Portal.Models.Architectures;
using Portal.Models.Checkpoints;

namespace Portal.Host.Serving;

/// <summary>What a model can do.</summary>
public enum ModelKind
{
    Causal,
    Encoder,
    EncoderDecoder,
}

/// <summary>A checkpoint that the catalogue knows by name.</summary>
/// <param name="Source">A folder, or a name in the Hugging Face cache.</param>
/// <param name="Family">Its model type.</param>
/// <param name="Kind">What it can do.</param>
public sealed record RegisteredModel(string Source, string Family, ModelKind Kind);

/// <summary>The catalogue's <c>models.json</c>: checkpoints that lie elsewhere, by name.</summary>
public static class RegisteredModels
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>What an opened model can do.</summary>
    public static ModelKind KindOf(PretrainedModel model) => model switch
    {
        CausalModel => ModelKind.Causal,
        Seq2SeqModel => ModelKind.EncoderDecoder,
        _ => ModelKind.Encoder,
    };

    /// <summary>The models by name; none where there is no file.</summary>
    /// <exception cref="CheckpointException">The file is not what <see cref="Add"/> writes.</exception>
    public static SortedDictionary<string, RegisteredModel> Read(string directory)
    {
        var file = FileIn(directory);
        if (!File.Exists(file)) { return new SortedDictionary<string, RegisteredModel>(StringComparer.Ordinal); }
        try
        {
            var models = JsonSerializer.Deserialize<Dictionary<string, RegisteredModel>>(File.ReadAllBytes(file), _json) ?? throw new JsonException("expected an object");
            return new SortedDictionary<string, RegisteredModel>(models, StringComparer.Ordinal);
        }
        catch (JsonException error)
        {
            throw new CheckpointException($"{file} is no catalogue of models ({error.Message}); mend it or remove it", error);
        }
    }

    /// <summary>Adds a model: readers see the file before or after, and of two programs that add at once one is refused.</summary>
    /// <exception cref="CheckpointException">The name is taken.</exception>
    /// <exception cref="IOException">The folder cannot be written, or another program is adding a model.</exception>
    public static void Add(string directory, string name, RegisteredModel model)
    {
        Directory.CreateDirectory(directory);
        var file = FileIn(directory);
        using var one = new FileStream($"{file}.lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var models = Read(directory);
        if (ModelCatalog.Discover(directory).ContainsKey(name) || !models.TryAdd(name, model)) { throw new CheckpointException($"the catalogue {directory} has a model '{name}' already; choose another --name"); }
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, models, _json));
    }

    private static string FileIn(string directory) => Path.Combine(directory, "models.json");
}
