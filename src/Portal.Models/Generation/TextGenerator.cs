using Portal.Models.Architectures;
using Portal.Models.Tokenizers;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>A prompt and the seed of its samples.</summary>
/// <param name="Ids">Token ids, with the beginning of text where the model expects one.</param>
/// <param name="Seed">Sample i of a seed is the same whatever the number of samples and whichever prompts run beside it.</param>
public sealed record EncodedPrompt(IReadOnlyList<int> Ids, ulong Seed);

/// <summary>Continues prompts with a causal model. Synchronous: one thread owns the model's device.</summary>
public sealed class TextGenerator(CausalModel model, Tokenizer tokenizer)
{
    /// <summary>
    /// Reads every prompt once and decodes all samples of all prompts as one batch over the prompts' keys and values, which are never copied.
    /// </summary>
    /// <param name="prompts">One or more prompts.</param>
    /// <param name="options">Sampling settings.</param>
    /// <param name="progress">Told of text as it is decided, text that may still become a stop string being held back, and of samples as they end.</param>
    /// <param name="cancellation">Looked at before every token.</param>
    /// <returns>The samples of each prompt, in order.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a prompt does not fit the model's positions.</exception>
    public IReadOnlyList<IReadOnlyList<GeneratedText>> Generate(
        IReadOnlyList<EncodedPrompt> prompts, GenerationOptions options, GenerationProgress? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        if (prompts.Count == 0 || prompts.Any(prompt => prompt.Ids.Count == 0)) { throw new ArgumentException("a prompt is empty"); }
        var longest = prompts.Max(prompt => prompt.Ids.Count);
        var room = model.MaxPositions - longest;
        if (room < 1) { throw new ArgumentException($"the prompt has {longest} tokens, the model reads {model.MaxPositions} at most; shorten it or use fewer demonstrations"); }
        var limit = Math.Min(options.MaxTokens, room);

        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var rows = prompts.SelectMany((_, prompt) => Enumerable.Range(0, options.Samples).Select(sample => new GrowingText(prompt, sample, tokenizer, options))).ToArray();
        var sampler = new TokenSampler(options, prompts);
        var (ids, mask) = Padded.Left([.. prompts.Select(prompt => prompt.Ids)], model.Device);                      // [prompts, longest] each
        var positions = (mask.cumsum(-1) - 1).clamp_min(0);
        using var cache = new KeyValueCache(model.Layers, prompts.Count, options.Samples, limit, mask);
        var logits = ReadPrompts(ids, mask, positions, cache);                                                       // [rows, vocabulary]
        var position = positions.select(1, -1).repeat_interleave(options.Samples, 0).unsqueeze(-1);                  // [rows, 1]
        for (var step = 0; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var (chosen, logProbabilities) = sampler.Draw(logits);
            for (var row = 0; row < rows.Length; row++) { rows[row].Take((int)chosen[row], logProbabilities[row], isLast: step + 1 == limit, progress); }
            if (rows.All(row => row.IsFinished)) { break; }
            logits.Dispose();
            var next = tensor(chosen, device: model.Device).unsqueeze(-1);                                           // [rows, 1]
            logits = model.Logits(model.Extend(next, position + (step + 1), cache)).squeeze(1).MoveToOuterDisposeScope();
        }
        return [.. rows.Select(row => row.Finished).Chunk(options.Samples)];
    }

    /// <returns>Logits of the first new token, once per sample: [prompts x samples, vocabulary]</returns>
    private Tensor ReadPrompts(Tensor ids, Tensor mask, Tensor positions, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var last = model.Forward(ids, mask, positions, cache: cache).select(1, -1);                                  // [prompts, hidden]
        return model.Logits(last).repeat_interleave(cache.Samples, 0).MoveToOuterDisposeScope();
    }
}
