using Portal.Models.Architectures;
using Portal.Models.Tokenizers;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>A prompt and the seed of its samples.</summary>
/// <param name="Ids">Token ids, with the beginning of text or the end of source where the model expects one.</param>
/// <param name="Seed">Sample i of a seed is the same whatever the number of samples and whichever prompts run beside it.</param>
public sealed record EncodedPrompt(IReadOnlyList<int> Ids, ulong Seed);

/// <summary>Continues prompts with a causal model, or the sources of an encoder-decoder. Synchronous: one thread owns the model's device.</summary>
public sealed class TextGenerator(PretrainedModel model, Tokenizer tokenizer)
{
    /// <summary>
    /// Reads every prompt once and decodes all samples of all prompts as one batch over the prompts' keys and values, which are never copied.
    /// </summary>
    /// <param name="prompts">One or more prompts.</param>
    /// <param name="options">Sampling settings.</param>
    /// <param name="progress">Told of text as it is decided, text that may still become a stop string being held back, and of samples as they end.</param>
    /// <param name="cancellation">Looked at before every token.</param>
    /// <returns>The samples of each prompt, in order.</returns>
    /// <exception cref="ArgumentException">An option is out of range, a prompt does not fit the model's positions, or the model continues no text.</exception>
    public IReadOnlyList<IReadOnlyList<GeneratedText>> Generate(
        IReadOnlyList<EncodedPrompt> prompts, GenerationOptions options, GenerationProgress? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        if (prompts.Count == 0) { return []; }
        IReadOnlyList<int>[] texts = [.. prompts.Select(prompt => prompt.Ids)];
        var limit = Math.Min(options.MaxTokens, Decoding.Room(model, texts));

        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var rows = prompts.SelectMany((_, prompt) => Enumerable.Range(0, options.Samples).Select(sample => new GrowingText(prompt, sample, tokenizer, options))).ToArray();
        var sampler = new TokenSampler(options, [.. prompts.Select(prompt => prompt.Seed)], texts.Select(text => model is Seq2SeqModel target ? [target.DecoderStartTokenId] : text));
        using var decoding = Decoding.Begin(model, texts, options.Samples, limit);
        var logits = decoding.Output.Logits(decoding.First).repeat_interleave(options.Samples, 0);                    // [rows, vocabulary]
        for (var step = 1; ; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stepScope = NewDisposeScope();
            var (chosen, logProbabilities) = sampler.Draw(logits);
            for (var row = 0; row < rows.Length; row++) { rows[row].Take((int)chosen[row], logProbabilities[row], isLast: step == limit, progress); }
            if (rows.All(row => row.IsFinished)) { break; }
            logits.Dispose();
            var next = tensor(chosen, device: model.Device).unsqueeze(-1);                                           // [rows, 1]
            logits = decoding.Output.Logits(decoding.Extend(next)).squeeze(1).MoveToOuterDisposeScope();
        }
        return [.. rows.Select(row => row.Finished).Chunk(options.Samples)];
    }
}
