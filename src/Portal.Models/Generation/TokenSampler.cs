using Portal.Core;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>
/// Draws next tokens; every sample has its own stream of random numbers, so that it does not depend on its neighbours in the batch.
/// The settings act in the reference's order: repetition penalty, temperature, top-k, top-p.
/// </summary>
/// <param name="options">Sampling settings.</param>
/// <param name="seeds">One per prompt.</param>
/// <param name="texts">What each prompt counts as already said.</param>
internal sealed class TokenSampler(GenerationOptions options, IReadOnlyList<ulong> seeds, IEnumerable<IReadOnlyList<int>> texts)
{
    private const double Coldest = 1e-6;           // below it the most probable token has all the mass in float32, and dividing would overflow
    private readonly SeededRandom[] _streams = [.. seeds.SelectMany(seed => Enumerable.Range(0, options.Samples).Select(sample => SeededRandom.Stream(seed, "token", sample)))];
    private readonly HashSet<long>[] _said = [.. texts.SelectMany(text => Enumerable.Range(0, options.Samples).Select(_ => text.Select(id => (long)id).ToHashSet()))];

    /// <param name="logits">[rows, vocabulary]; row = prompt x samples + sample</param>
    /// <returns>The ids, and the log-probability of each under the model: at temperature 1, without penalty, over all tokens.</returns>
    public (long[] Ids, double[] LogProbabilities) Draw(Tensor logits)
    {
        logits = logits.to(ScalarType.Float32);
        var scores = options.RepetitionPenalty == 1 ? logits : Penalised(logits);
        var chosen = options.Temperature == 0 ? scores.argmax(-1) : Sample((scores - scores.amax([-1], keepdim: true)) / Math.Max(options.Temperature, Coldest));      // [rows]
        var logProbabilities = logits.log_softmax(-1).gather(-1, chosen.unsqueeze(-1)).squeeze(-1).to(ScalarType.Float64);
        var ids = chosen.cpu().data<long>().ToArray();
        foreach (var (row, id) in ids.Index()) { _said[row].Add(id); }
        return (ids, logProbabilities.cpu().data<double>().ToArray());
    }

    /// <summary>Divides the positive scores of tokens already said and multiplies the negative ones (Keskar et al. 2019, section 4.1, as the reference applies it).</summary>
    private Tensor Penalised(Tensor logits)
    {
        var longest = _said.Max(ids => ids.Count);
        // Rows that have said less repeat one of their tokens: writing a score twice changes nothing.
        var said = tensor(_said.SelectMany(ids => ids.Concat(Enumerable.Repeat(ids.First(), longest - ids.Count))).ToArray(), device: logits.device).view(-1, longest);
        var scores = logits.gather(-1, said);
        return logits.scatter(-1, said, where(scores.lt(0), scores * options.RepetitionPenalty, scores / options.RepetitionPenalty));
    }

    /// <summary>Inverse transform sampling: over the tokens in order of probability where only the most probable ones are drawn from, by id otherwise.</summary>
    private Tensor Sample(Tensor scores)
    {
        var points = tensor(_streams.Select(stream => stream.NextDouble()).ToArray(), device: scores.device).unsqueeze(-1);          // [rows, 1]
        if (options.TopK == 0 && options.TopP == 1) { return Place(scores.softmax(-1).to(ScalarType.Float64).cumsum(-1), points).squeeze(-1); }
        var (sorted, ids) = scores.sort(-1, descending: true);                                                 // [rows, vocabulary] each
        if (options.TopK > 0 && options.TopK < sorted.shape[1]) { sorted = sorted.narrow(-1, 0, options.TopK); }
        var probabilities = sorted.softmax(-1).to(ScalarType.Float64);
        // a token stays while the mass before it has not reached top-p: the first always stays
        var kept = (probabilities.cumsum(-1) - probabilities).lt(options.TopP).to(ScalarType.Float64);
        return ids.gather(-1, Place((probabilities * kept).cumsum(-1), points)).squeeze(-1);
    }

    /// <summary>The first token whose cumulative mass exceeds the point's share of the whole; a token without mass is never it.</summary>
    /// <param name="cumulative">[rows, tokens], ascending</param>
    /// <param name="points">[rows, 1], in [0, 1)</param>
    /// <returns>[rows, 1]</returns>
    private static Tensor Place(Tensor cumulative, Tensor points)
    {
        var mass = cumulative.narrow(-1, cumulative.shape[1] - 1, 1);
        return minimum(cumulative.le(points * mass).sum(-1, keepdim: true), cumulative.lt(mass).sum(-1, keepdim: true));
    }
}
