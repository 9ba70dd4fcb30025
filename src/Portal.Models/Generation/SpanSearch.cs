using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>What may stand in place of a sentinel.</summary>
/// <param name="Ids">Its tokens, without the end.</param>
/// <param name="LogProbability">Natural logarithm; where it ended, that any of the ends follows is part of it.</param>
/// <param name="Ended">Whether it came to an end within the tokens that were allowed; else it is the beginning of longer spans.</param>
public sealed record FilledSpan(IReadOnlyList<int> Ids, double LogProbability, bool Ended);

/// <summary>
/// The most probable texts in place of one sentinel of a span-corruption model (Raffel et al. 2020, section 3.1.4): beam search over whole probabilities, without a preference
/// for lengths.
/// </summary>
public sealed class SpanSearch(Seq2SeqModel model)
{
    /// <param name="source">Holds <paramref name="sentinel"/> once.</param>
    /// <param name="sentinel">Opens the target.</param>
    /// <param name="ends">Ids that end the span: the next sentinel, the end of text.</param>
    /// <param name="beams">Spans that are kept at each step, and returned.</param>
    /// <param name="maxTokens">Most tokens of a span.</param>
    /// <returns>The ended spans, the most probable first; then, where they are too few, beginnings of longer ones.</returns>
    /// <exception cref="ArgumentException">An id is beyond the embeddings, or an option out of range.</exception>
    public IReadOnlyList<FilledSpan> Search(IReadOnlyList<int> source, int sentinel, IReadOnlySet<int> ends, int beams, int maxTokens)
    {
        model.ExpectIds(source.Append(sentinel), "the source");
        if (beams < 1 || maxTokens < 1) { throw new ArgumentException($"{beams} spans of up to {maxTokens} tokens: both must be 1 or more"); }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var ids = tensor(source.Select(id => (long)id).ToArray(), device: model.Device).unsqueeze(0);
        var mask = ones_like(ids);
        var encoded = model.Encode(ids, mask);
        List<FilledSpan> live = [new([], 0, Ended: false)], ended = [];
        // A span only loses probability as it grows: once none can pass the ones that have ended, the search is over.
        for (var length = 0; length <= maxTokens && live.Count > 0 && (ended.Count < beams || live[0].LogProbability > ended[beams - 1].LogProbability); length++)
        {
            var grown = Grow(live, encoded, mask, sentinel, ends, beams);
            ended = [.. ended.Concat(grown.Where(span => span.Ended)).OrderByDescending(span => span.LogProbability)];
            if (length < maxTokens) { live = [.. grown.Where(span => !span.Ended).Take(beams)]; }
        }
        return [.. ended.Concat(live.Where(_ => ended.Count < beams)).Take(beams)];
    }

    /// <summary>Every span with an end, and with its most probable next tokens, the best of all first.</summary>
    private List<FilledSpan> Grow(List<FilledSpan> live, Tensor encoded, Tensor mask, int sentinel, IReadOnlySet<int> ends, int beams)
    {
        using var scope = NewDisposeScope();
        var targets = live.SelectMany(span => span.Ids.Prepend(sentinel).Prepend(model.DecoderStartTokenId).Select(id => (long)id)).ToArray();
        var decoderIds = tensor(targets, device: model.Device).view(live.Count, -1);
        var hidden = model.Decode(decoderIds, encoded.expand(live.Count, -1, -1), mask.expand(live.Count, -1));
        var logProbabilities = model.Logits(hidden.select(1, -1)).log_softmax(-1, ScalarType.Float32);                              // [spans, vocabulary]
        // Of the next tokens so many that enough stay once the ends among them are left out.
        var (values, ids) = logProbabilities.topk((int)Math.Min(beams + ends.Count, logProbabilities.shape[1]), -1);
        var (next, each) = (values.cpu().contiguous().data<float>().ToArray().Zip(ids.cpu().contiguous().data<long>().ToArray(), (value, id) => (Value: value, Id: (int)id)), (int)ids.shape[1]);
        var grown = live.Zip(next.Chunk(each), (span, after) => after.Where(token => !ends.Contains(token.Id))
            .Select(token => new FilledSpan([.. span.Ids, token.Id], span.LogProbability + token.Value, Ended: false))).SelectMany(longer => longer).OrderByDescending(span => span.LogProbability);
        if (ends.Count == 0) { return [.. grown]; }
        var ofEnds = logProbabilities.index_select(-1, tensor(ends.Select(id => (long)id).ToArray(), device: model.Device)).logsumexp(-1).cpu().data<float>().ToArray();
        return [.. live.Zip(ofEnds, (span, end) => new FilledSpan(span.Ids, span.LogProbability + end, Ended: true)), .. grown];
    }
}
