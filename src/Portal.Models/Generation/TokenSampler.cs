using Portal.Core;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>Draws next tokens; every sample has its own stream of random numbers, so that it does not depend on its neighbours in the batch.</summary>
internal sealed class TokenSampler(GenerationOptions options, IReadOnlyList<EncodedPrompt> prompts)
{
    private const double Coldest = 1e-6;           // below it the most probable token has all the mass in float32, and dividing would overflow
    private readonly SeededRandom[] _streams =
        [.. prompts.SelectMany(prompt => Enumerable.Range(0, options.Samples).Select(sample => SeededRandom.Stream(prompt.Seed, "token", sample)))];

    /// <param name="logits">[rows, vocabulary]; row = prompt x samples + sample</param>
    /// <returns>The ids, and the log-probability of each under the model at temperature 1.</returns>
    public (long[] Ids, double[] LogProbabilities) Draw(Tensor logits)
    {
        logits = logits.to(ScalarType.Float32);
        var chosen = options.Temperature == 0 ? logits.argmax(-1) : Sample((logits - logits.amax([-1], keepdim: true)) / Math.Max(options.Temperature, Coldest));      // [rows]
        var logProbabilities = logits.log_softmax(-1).gather(-1, chosen.unsqueeze(-1)).squeeze(-1).to(ScalarType.Float64);
        return (chosen.cpu().data<long>().ToArray(), logProbabilities.cpu().data<double>().ToArray());
    }

    /// <summary>Inverse transform sampling over the tokens in order of probability.</summary>
    private Tensor Sample(Tensor logits)
    {
        var (probabilities, ids) = logits.softmax(-1).sort(-1, descending: true);                              // [rows, vocabulary] each
        var cumulative = probabilities.to(ScalarType.Float64).cumsum(-1);
        // a token stays while the mass before it has not reached top-p: the first always stays
        var kept = (cumulative - probabilities).lt(options.TopP);
        var mass = (probabilities * kept.to(ScalarType.Float64)).sum(-1, keepdim: true);                       // [rows, 1]
        var points = tensor(_streams.Select(stream => stream.NextDouble()).ToArray(), device: logits.device).unsqueeze(-1) * mass;
        var place = minimum(cumulative.le(points).sum(-1, keepdim: true), kept.sum(-1, keepdim: true) - 1);   // [rows, 1]
        return ids.gather(-1, place).squeeze(-1);
    }
}
