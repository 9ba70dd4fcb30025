using System.CommandLine;
using Portal.Models.Architectures;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host score</c>: the log-probability of given continuations, as lm-eval's loglikelihood counts it.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var contexts = new Option<string[]>("--context") { Description = "What comes before; for an encoder-decoder the source. Once for all continuations, or once for each." };
        var continuations = new Option<string[]>("--continuation") { Description = "What is scored. May be repeated." };
        var file = new Option<string?>("--file") { Description = "JSON lines with the fields context and continuation, or continuations." };
        var limit = new Option<int?>("--limit") { Description = "Only so many continuations." };
        var batchSize = new Option<int>("--batch-size") { Description = "Contexts that are read together.", DefaultValueFactory = _ => 16 };
        var special = TokenizeCommand.AddSpecialTokens();
        var command = new Command("score", "Log-probability of given continuations.") { contexts, continuations, file, limit, batchSize, special };
        model.AddTo(command);
        command.SetAction(arguments =>
        {
            var pairs = Pairs(arguments.GetValue(contexts) ?? [], arguments.GetValue(continuations) ?? [], arguments.GetValue(file), arguments.GetValue(limit));
            if (arguments.GetValue(batchSize) < 1) { throw new ArgumentException("--batch-size must be 1 or more"); }
            using var opened = model.Open<PretrainedModel>(arguments);
            var tokenizer = Tokenizer.Load(model.Folder(arguments));
            var encoded = pairs.Select(pair => Encode(opened, tokenizer, pair, arguments.GetValue(special))).ToList();
            var scores = Score(new ContinuationScorer(opened), encoded, arguments.GetValue(batchSize));
            var results = pairs.Select((pair, i) => new ScoredPair(pair.Context, pair.Continuation, scores[i].Sum, scores[i].IsGreedy,
                [.. encoded[i].Continuation.Zip(scores[i].LogProbabilities, (id, logProbability) => new ScoredToken(id, tokenizer.Token(id), logProbability))])).ToList();
            var output = arguments.InvocationConfiguration.Output;
            if (model.IsJson(arguments)) { results.ForEach(output.WriteJson); }
            else
            {
                output.WriteTable(["sum:", "greedy", "context", "continuation", "tokens"], results.Select(result => new[]
                {
                    result.Sum.Short("f4"), result.IsGreedy ? "yes" : "no", result.Context, result.Continuation, string.Join(' ', result.Tokens.Select(token => $"{token.Token}:{token.Logprob.Short("f3")}")),
                }));
            }
        });
        return command;
    }

    private static List<(string Context, string Continuation)> Pairs(string[] contexts, string[] continuations, string? file, int? limit)
    {
        if (limit is < 1) { throw new ArgumentException("--limit must be 1 or more"); }
        if (contexts.Length > 1 && contexts.Length != continuations.Length) { throw new ArgumentException($"--context is given {contexts.Length} times, --continuation {continuations.Length}; give one context, or one for each"); }
        if (contexts.Length == 0 && continuations.Length > 0) { throw new ArgumentException("--continuation has no --context; an empty one is --context \"\""); }
        var given = continuations.Select((continuation, i) => (contexts[contexts.Length == 1 ? 0 : i], continuation));
        var read = file is null ? [] : JsonLines.Read(file, line =>
        {
            var context = line.Text("context");
            return (line.Texts("continuations") ?? [line.Text("continuation")]).Select(continuation => (context, continuation)).ToList();
        });
        var pairs = given.Concat(read.SelectMany(pair => pair)).Take(limit ?? int.MaxValue).ToList();
        return pairs.Count > 0 ? pairs : throw new ArgumentException("there is nothing to score; give --context and --continuation, or --file");
    }

    /// <summary>
    /// A causal model's continuation is what both texts together have more than the context alone, the white space between them counted to the continuation; an encoder-decoder's
    /// stands for itself (lm-eval, <c>TemplateLM._encode_pair</c>). An empty context is the token that begins, or else ends, texts.
    /// </summary>
    private static (List<int> Context, List<int> Continuation) Encode(PretrainedModel model, Tokenizer tokenizer, (string Context, string Continuation) pair, bool special)
    {
        var context = pair.Context.TrimEnd();
        var continuation = pair.Context[context.Length..] + pair.Continuation;
        List<int> given, scored;
        if (model is Seq2SeqModel)
        {
            (given, scored) = (tokenizer.Encode(context, special), tokenizer.Encode(continuation, addSpecialTokens: false));
        }
        else
        {
            var (alone, whole) = (tokenizer.Tokenize(context, special), tokenizer.Tokenize(context + continuation, special));
            given = [.. (alone.Sequences.Any(IsOwn) ? WithoutEnd(alone) : whole.Ids.Take(whole.Sequences.TakeWhile(sequence => !IsOwn(sequence)).Count()))];
            scored = [.. WithoutEnd(whole).Skip(given.Count)];
        }
        if (given.Count == 0)
        {
            given = [tokenizer.BeginningId ?? tokenizer.EndId ?? throw new ArgumentException("a context is empty, and the tokenizer names no token that begins or ends texts")];
        }
        return scored.Count > 0 ? (given, scored) : throw new ArgumentException($"the continuation '{pair.Continuation}' adds no token to '{pair.Context}'");
    }

    /// <summary>Without the tokens that the model wants behind a text: it goes on.</summary>
    private static IEnumerable<int> WithoutEnd(Tokenization tokens) => tokens.Ids.Take(tokens.Sequences.ToList().FindLastIndex(IsOwn) + 1);

    /// <summary>Whether a token is the text's own.</summary>
    private static bool IsOwn(int? sequence) => sequence is not null;

    /// <summary>Continuations of one context share its keys and values; contexts of similar length run together.</summary>
    private static ScoredContinuation[] Score(ContinuationScorer scorer, List<(List<int> Context, List<int> Continuation)> pairs, int batchSize)
    {
        var scores = new ScoredContinuation[pairs.Count];
        var requests = pairs.Index().GroupBy(pair => string.Join(',', pair.Item.Context)).Select(same => same.ToList()).OrderByDescending(same => same[0].Item.Context.Count);
        foreach (var batch in requests.Chunk(batchSize))
        {
            var ofBatch = scorer.ScoreAgainstGreedy([.. batch.Select(same => new ScoringRequest(same[0].Item.Context, [.. same.Select(pair => pair.Item.Continuation)]))]);
            foreach (var (same, ofContext) in batch.Zip(ofBatch))
            {
                foreach (var (pair, score) in same.Zip(ofContext)) { scores[pair.Index] = score; }
            }
        }
        return scores;
    }

    private sealed record ScoredPair(string Context, string Continuation, double Sum, bool IsGreedy, IReadOnlyList<ScoredToken> Tokens);

    private sealed record ScoredToken(int Id, string? Token, double Logprob);
}
