using System.Text.RegularExpressions;
using Portal.Core;
using Portal.Models.Checkpoints;
using static TorchSharp.torch;

namespace Portal.Models.Architectures;

/// <summary>The families of models, by the <c>model_type</c> of their <c>config.json</c>: a new family is a file of its own and a line here.</summary>
public static partial class ModelFamily
{
    private static readonly Dictionary<string, Func<ModelConfig, WeightStore, PretrainedModel>> Families = new(StringComparer.Ordinal)
    {
        ["bert"] = (config, store) => new Bert(EncoderConfig.Read(config, epsilon: 1e-12, pad: 0), store),
        ["roberta"] = (config, store) => new XlmRoberta(EncoderConfig.Read(config, epsilon: 1e-5, pad: 1), store),
        ["xlm-roberta"] = (config, store) => new XlmRoberta(EncoderConfig.Read(config, epsilon: 1e-5, pad: 1), store),
        ["t5"] = (config, store) => new Mt5(Mt5Config.Read(config), store),
        ["mt5"] = (config, store) => new Mt5(Mt5Config.Read(config), store),
        ["bart"] = (config, store) => new Bart(BartConfig.Read(config), store),
        ["llama"] = (config, store) => new Llama(LlamaConfig.Read(config), store),
        ["mistral"] = (config, store) => Mistral.Read(config, store),
        ["bloom"] = (config, store) => new Bloom(BloomConfig.Read(config), store),
        ["cohere"] = (config, store) => new Cohere(CohereConfig.Read(config), store),
    };

    /// <summary>The model types that can be opened.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Families.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Opens a checkpoint folder.</summary>
    /// <typeparam name="T">What the caller can work with: <see cref="EncoderModel"/>, <see cref="Seq2SeqModel"/>, <see cref="CausalModel"/> or one family.</typeparam>
    /// <exception cref="CheckpointException">The folder is no usable checkpoint of that kind; the message names file, field or key.</exception>
    public static T Open<T>(string folder, ScalarType dtype = ScalarType.Float32, Device? device = null)
        where T : PretrainedModel
    {
        var checkpoint = CheckpointFolder.Open(folder, dtype, device);
        try
        {
            return Read<T>(checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The model of an opened checkpoint, which it owns from then on.</summary>
    /// <exception cref="CheckpointException">As <see cref="Open"/>.</exception>
    public static T Read<T>(CheckpointFolder checkpoint)
        where T : PretrainedModel
    {
        var type = checkpoint.Config.ModelType;
        if (!Families.TryGetValue(type, out var read)) { throw checkpoint.Config.Wrong("model_type", $"one of {string.Join(", ", Types)}{Suggestion.Question(Suggestion.For(type, Types))}"); }
        var model = read(checkpoint.Config, checkpoint);
        if (model is not T wanted) { throw new CheckpointException($"{checkpoint.Folder} holds a {type}, which is no {typeof(T).Name}; choose another checkpoint"); }
        // A head that nobody asks for may stay unread. A weight inside a layer may not: the computation would go on without it.
        var missed = checkpoint.UnusedKeys.Where(key => InLayer().IsMatch(key) && !key.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal)).ToList();
        return missed.Count == 0 ? wanted : throw new CheckpointException(
            $"{checkpoint.Folder}: {missed.Count} weights of its layers are unknown to the family {type}, such as '{missed[0]}'; the checkpoint is of another family or newer than this program");
    }

    [GeneratedRegex(@"(^|\.)(layer|layers|h|block)\.[0-9]+\.")]
    private static partial Regex InLayer();
}
