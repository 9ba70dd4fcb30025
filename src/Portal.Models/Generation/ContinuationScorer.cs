using Portal.Models.Architectures;
using static TorchSharp.torch;

namespace Portal.Models.Generation;

/// <summary>A text and what may follow it, as token ids.</summary>
/// <param name="Prompt">Read once. For an encoder-decoder: the source.</param>
/// <param name="Continuations">At least one, none of them empty. For an encoder-decoder: targets, without the start.</param>
public sealed record ScoringRequest(IReadOnlyList<int> Prompt, IReadOnlyList<IReadOnlyList<int>> Continuations);

/// <summary>A continuation under the model.</summary>
/// <param name="LogProbabilities">Of each token, natural logarithms, at temperature 1.</param>
/// <param name="IsGreedy">Whether every token is the most probable one at its place: greedy decoding would have written this continuation.</param>
public sealed record ScoredContinuation(double[] LogProbabilities, bool IsGreedy)
{
    /// <summary>log p(continuation | prompt)</summary>
    public double Sum => LogProbabilities.Sum();
}

/// <summary>
/// Log-probabilities of given continuations. All prompts of a call run as one batch; the continuations of a prompt share its keys and values, and as far as they
/// begin alike they are predicted from the same row.
/// </summary>
public sealed class ContinuationScorer(PretrainedModel model)
{
    /// <summary>Log-probability of every token of every continuation, at temperature 1.</summary>
    /// <param name="requests">Prompts of similar length make the least padding.</param>
    /// <returns>[request][continuation][token], natural logarithms</returns>
    /// <exception cref="ArgumentException">A prompt or continuation is empty, both together exceed the model's positions, or the model continues no text.</exception>
    public IReadOnlyList<IReadOnlyList<double[]>> Score(IReadOnlyList<ScoringRequest> requests) =>
        Run(requests, (grid, decoding, rest) => grid.Read(decoding.Output, decoding.First, rest));

    /// <summary>The same, and whether greedy decoding would have written each continuation, for which the output matrix is read once more.</summary>
    /// <returns>[request][continuation]</returns>
    /// <exception cref="ArgumentException">As <see cref="Score"/>.</exception>
    public IReadOnlyList<IReadOnlyList<ScoredContinuation>> ScoreAgainstGreedy(IReadOnlyList<ScoringRequest> requests) => Run(requests, (grid, decoding, rest) =>
    {
        var (scores, greedy) = (grid.Read(decoding.Output, decoding.First, rest), grid.ReadGreedy(decoding.Output, decoding.First, rest));
        return scores.Zip(greedy, (ofScores, ofGreedy) => ofScores.Zip(ofGreedy, (score, isGreedy) => new ScoredContinuation(score, isGreedy)).ToList()).ToList();
    });

    private List<List<T>> Run<T>(IReadOnlyList<ScoringRequest> requests, Func<Grid, Decoding, Tensor?, List<List<T>>> read)
    {
        if (requests.Count == 0) { return []; }
        if (requests.Any(request => request.Continuations.Count == 0 || request.Continuations.Any(continuation => continuation.Count == 0)))
        {
            throw new ArgumentException("a continuation is empty, or a prompt has none; give every prompt at least one token to score");
        }
        model.ExpectIds(requests.SelectMany(request => request.Continuations).SelectMany(continuation => continuation), "a continuation");
        IReadOnlyList<int>[] prompts = [.. requests.Select(request => request.Prompt)];
        var grid = new Grid(requests);
        if (grid.Width > Decoding.Room(model, prompts))
        {
            throw new ArgumentException($"a prompt of up to {prompts.Max(prompt => prompt.Count)} tokens with a continuation of {grid.Width} is longer than the model reads; shorten them");
        }
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        // The first token needs no rows of its own.
        using var decoding = Decoding.Begin(model, prompts, grid.Width > 1 ? grid.Samples : 1, Math.Max(1, grid.Width - 1));
        return read(grid, decoding, grid.Width > 1 ? decoding.Extend(grid.Inputs(model.Device)) : null);
    }

    /// <summary>The continuations as a padded table: row = prompt x samples + continuation.</summary>
    private sealed class Grid(IReadOnlyList<ScoringRequest> requests)
    {
        public int Samples { get; } = requests.Max(request => request.Continuations.Count);

        /// <summary>Tokens of the longest continuation.</summary>
        public int Width { get; } = requests.Max(request => request.Continuations.Max(continuation => continuation.Count));

        /// <summary>All tokens but the last column, which is predicted and never read: [rows, width - 1].</summary>
        public Tensor Inputs(Device device)
        {
            var ids = new long[requests.Count * Samples * (Width - 1)];
            foreach (var (row, continuation) in Rows())
            {
                for (var t = 0; t < Math.Min(continuation.Count, Width - 1); t++) { ids[(row * (Width - 1)) + t] = continuation[t]; }
            }
            return tensor(ids, device: device).view(-1, Width - 1);
        }

        /// <summary>Only the states that predict a token reach the output layer, all of them at once.</summary>
        /// <param name="first">[prompts, hidden]: predicts the first token of every continuation</param>
        /// <param name="rest">[rows, width - 1, hidden]: predicts the others; null where every continuation has one token</param>
        public List<List<double[]>> Read(OutputLayer output, Tensor first, Tensor? rest)
        {
            var (targets, states) = Predictions(first.shape[0]);
            var (used, order) = Distinct(states);
            var logProbabilities = LogProbabilities(output, States(first, rest, used), order, targets);
            var next = 0;
            return Shaped(continuation =>
            {
                var score = logProbabilities.AsSpan(next, continuation.Count).ToArray();
                next += continuation.Count;
                return score;
            });
        }

        /// <summary>Whether every token of a continuation is the most probable one.</summary>
        public List<List<bool>> ReadGreedy(OutputLayer output, Tensor first, Tensor? rest)
        {
            var (targets, states) = Predictions(first.shape[0]);
            var (used, order) = Distinct(states);
            var best = output.MostProbable(States(first, rest, used)).cpu().data<long>().ToArray();
            var next = 0;
            return Shaped(continuation => Enumerable.Range(0, continuation.Count).Select(_ => best[order[next]] == targets[next++]).ToList().TrueForAll(hit => hit));
        }

        /// <summary>
        /// Every token to score, row by row, and the state that predicts it. Continuations of a prompt that begin alike share the states of their beginning: the first stands in one row
        /// per prompt, the others in the row of the continuation that came first.
        /// </summary>
        private (List<long> Targets, List<long> States) Predictions(long firsts)
        {
            var (targets, states) = (new List<long>(), new List<long>());
            var after = new Dictionary<(long State, int Token), long>();
            foreach (var (row, continuation) in Rows())
            {
                var state = (long)(row / Samples);
                foreach (var (t, token) in continuation.Index())
                {
                    if (t > 0)
                    {
                        var (before, own) = ((state, continuation[t - 1]), firsts + (row * (Width - 1L)) + t - 1);
                        state = after.TryGetValue(before, out var shared) ? shared : after[before] = own;
                    }
                    targets.Add(token);
                    states.Add(state);
                }
            }
            return (targets, states);
        }

        private static Tensor States(Tensor first, Tensor? rest, long[] used) =>
            (rest is null ? first : cat([first, rest.reshape(-1, first.shape[1])], 0)).index_select(0, tensor(used, device: first.device));

        private List<List<T>> Shaped<T>(Func<IReadOnlyList<int>, T> read) => [.. requests.Select(request => request.Continuations.Select(read).ToList())];

        private static double[] LogProbabilities(OutputLayer output, Tensor states, long[] order, List<long> targets) =>
            output.LogProbabilities(states, tensor(order, device: states.device), tensor(targets.ToArray(), device: states.device))
                .to(ScalarType.Float64).cpu().data<double>().ToArray();

        /// <returns>The distinct values, and for each value its place among them.</returns>
        private static (long[] Values, long[] Places) Distinct(List<long> values)
        {
            var places = new Dictionary<long, long>();
            return ([.. values.Where(value => places.TryAdd(value, places.Count))], [.. values.Select(value => places[value])]);
        }

        private IEnumerable<(int Row, IReadOnlyList<int> Continuation)> Rows() =>
            requests.SelectMany((request, prompt) => request.Continuations.Select((continuation, place) => ((prompt * Samples) + place, continuation)));
    }
}
