using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>
/// Prompts that have been read, ready to be continued: all samples of all prompts are one batch of rows over the prompts' keys and values, which are stored once.
/// Row = prompt x samples + sample.
/// </summary>
internal abstract class Decoding(OutputLayer output, KeyValueCache cache, Tensor first) : IDisposable
{
    public OutputLayer Output => output;

    /// <summary>[prompts, hidden]: predicts the first new token.</summary>
    public Tensor First => first;

    protected KeyValueCache Cache => cache;

    /// <summary>Most new tokens that <paramref name="model"/> has room for after the longest prompt.</summary>
    /// <exception cref="ArgumentException">The model cannot continue texts, a prompt is empty, or one is longer than the model reads.</exception>
    public static int Room(PretrainedModel model, IReadOnlyList<IReadOnlyList<int>> prompts)
    {
        if (prompts.Any(prompt => prompt.Count == 0)) { throw new ArgumentException("a prompt is empty"); }
        model.ExpectIds(prompts.SelectMany(prompt => prompt), "a prompt");
        var longest = prompts.Max(prompt => prompt.Count);
        var (most, room) = model switch
        {
            CausalModel causal => (causal.MaxPositions, causal.MaxPositions - longest),
            Seq2SeqModel seq2seq => (seq2seq.MaxPositions, longest > seq2seq.MaxPositions ? 0 : seq2seq.MaxPositions),
            _ => throw new ArgumentException($"{model.GetType().Name} is an encoder and continues no text; use a causal model or an encoder-decoder"),
        };
        return room > 0 ? room : throw new ArgumentException($"the prompt has {longest} tokens, the model reads {most} at most; shorten it or use fewer demonstrations");
    }

    /// <summary>Reads every prompt once.</summary>
    /// <param name="model">A causal model or an encoder-decoder, whose prompts are its sources.</param>
    /// <param name="prompts">Token ids; none is empty.</param>
    /// <param name="samples">Rows per prompt.</param>
    /// <param name="capacity">Most tokens that <see cref="Extend"/> will be given per row.</param>
    public static Decoding Begin(PretrainedModel model, IReadOnlyList<IReadOnlyList<int>> prompts, int samples, int capacity) => model switch
    {
        CausalModel causal => OfCausal.Read(causal, prompts, samples, capacity),
        Seq2SeqModel seq2seq => OfSeq2Seq.Read(seq2seq, prompts, samples, capacity),
        _ => throw new ArgumentException($"{model.GetType().Name} is an encoder and continues no text", nameof(model)),
    };

    /// <summary>Further tokens of every row.</summary>
    /// <param name="ids">[rows, seq], int64</param>
    /// <returns>[rows, seq, hidden]: each predicts the token after it</returns>
    public abstract Tensor Extend(Tensor ids);

    public void Dispose() => cache.Dispose();

    /// <param name="lengths">[rows, 1]: tokens of each row's prompt</param>
    private sealed class OfCausal(CausalModel model, KeyValueCache cache, Tensor first, Tensor lengths) : Decoding(model.Output, cache, first)
    {
        public static OfCausal Read(CausalModel model, IReadOnlyList<IReadOnlyList<int>> prompts, int samples, int capacity)
        {
            var (ids, mask) = Padded.Left(prompts, model.Device);
            var cache = new KeyValueCache(model.Layers, prompts.Count, samples, capacity, mask);
            var hidden = model.Forward(ids, mask, (mask.cumsum(-1) - 1).clamp_min(0), cache: cache);
            return new OfCausal(model, cache, hidden.select(1, -1), mask.sum(-1).repeat_interleave(samples, 0).unsqueeze(-1));
        }

        public override Tensor Extend(Tensor ids) =>
            model.Extend(ids, lengths + arange(Cache.Length, Cache.Length + ids.shape[1], dtype: ScalarType.Int64, device: ids.device), Cache);
    }

    private sealed class OfSeq2Seq(Seq2SeqModel model, KeyValueCache cache, Tensor first) : Decoding(model.Output, cache, first)
    {
        public static OfSeq2Seq Read(Seq2SeqModel model, IReadOnlyList<IReadOnlyList<int>> prompts, int samples, int capacity)
        {
            var (ids, mask) = Padded.Right(prompts, model.PadTokenId, model.Device);
            var cache = model.Begin(model.Encode(ids, mask), mask, samples, capacity + 1);
            var start = full([prompts.Count * samples, 1], model.DecoderStartTokenId, dtype: ScalarType.Int64, device: model.Device);
            // All rows of a prompt are equal so far: one of them stands for it.
            return new OfSeq2Seq(model, cache, model.Extend(start, cache).view(prompts.Count, samples, -1).select(1, 0));
        }

        public override Tensor Extend(Tensor ids) => model.Extend(ids, Cache);
    }
}
