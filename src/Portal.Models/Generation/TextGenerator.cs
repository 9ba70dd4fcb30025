using Portal.Models.Architectures;
using Portal.Models.Tokenizers;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>Continues prompts with a causal model. Synchronous: one thread owns the model's device.</summary>
public sealed class TextGenerator(Llama model, Tokenizer tokenizer)
{
    /// <summary>
    /// Reads the prompt once and decodes all samples as one batch over its keys and values, which are never copied.
    /// </summary>
    /// <param name="prompt">Token ids, with the beginning of text where the model expects one.</param>
    /// <param name="options">Sampling settings.</param>
    /// <param name="grown">Told of every piece of text as it is decided; text that may still become a stop string is held back.</param>
    /// <param name="cancellation">Looked at before every token.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the prompt does not fit the model's positions.</exception>
    public IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<int> prompt, GenerationOptions options, Action<TextDelta>? grown = null, CancellationToken cancellation = default)
    {
        options.Validate();
        if (prompt.Count == 0) { throw new ArgumentException("the prompt is empty"); }
        var room = model.Config.MaxPositions - prompt.Count;
        if (room < 1) { throw new ArgumentException($"the prompt has {prompt.Count} tokens, the model reads {model.Config.MaxPositions} at most; shorten it or use fewer demonstrations"); }
        var limit = Math.Min(options.MaxTokens, room);

        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var sampler = new TokenSampler(options);
        var samples = Enumerable.Range(0, options.Samples).Select(index => new GrowingText(index, tokenizer, options)).ToArray();
        var promptIds = tensor(prompt.Select(id => (long)id).ToArray(), device: model.Device).unsqueeze(0);          // [1, promptLength]
        using var cache = new KeyValueCache(model.Config.Layers, prompts: 1, options.Samples, limit, ones_like(promptIds));
        var last = model.Forward(promptIds, ones_like(promptIds), cache: cache)[0, -1];                              // [hidden]
        var logits = model.Logits(last).unsqueeze(0).expand(options.Samples, -1);                                    // [samples, vocabulary]
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var (ids, logProbabilities) = sampler.Draw(logits);
            foreach (var sample in samples) { sample.Take((int)ids[sample.Index], logProbabilities[sample.Index], isLast: step + 1 == limit, grown); }
            if (samples.All(sample => sample.IsFinished)) { break; }
            var next = tensor(ids, device: model.Device).unsqueeze(-1);                                              // [samples, 1]
            var position = full_like(next, prompt.Count + step);
            logits = model.Logits(model.Step(next, position, cache)).squeeze(1).MoveToOuterDisposeScope();
        }
        return [.. samples.Select(sample => sample.Finished)];
    }
}
