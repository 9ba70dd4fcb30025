using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Portal.Llm.Answers;
using Portal.Llm.Endpoints;
using Portal.Llm.Prompts;

namespace Portal.Llm.Sampling;

/// <summary>Samples the responses of one arm (thesis, section 8.4.4).</summary>
/// <param name="client">A model, from <see cref="ProviderEndpoint.Open"/>.</param>
/// <param name="endpoint">How many choices a request may ask for, and how many requests may run at a time.</param>
public sealed class ResponseSampler(IChatClient client, EndpointOptions endpoint)
{
    /// <summary>
    /// Yields every draw as soon as it is complete, in the order of arrival. Draws whose prompts are equal share requests of up to
    /// <see cref="EndpointOptions.SamplesPerRequest"/> choices. What a request leaves out is asked for once more, one draw per request.
    /// </summary>
    /// <param name="request">The arm, its prompt and its seed.</param>
    /// <param name="cancellation">Stops asking; what was yielded stays valid.</param>
    /// <exception cref="ArgumentException">The request contradicts itself.</exception>
    /// <exception cref="ProviderException">
    /// After every draw that could be had was yielded; <see cref="ProviderException.Drawn"/> of <see cref="ProviderException.Requested"/> were.
    /// </exception>
    public async IAsyncEnumerable<Draw> SampleAsync(SamplingRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        request.ThrowIfContradictory();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var draws = Channel.CreateUnbounded<Draw>();
        var asking = AskAllAsync(request, draws.Writer, leaving.Token);
        var drawn = 0;
        try
        {
            await foreach (var draw in draws.Reader.ReadAllAsync(cancellation))
            {
                drawn++;
                yield return draw;
            }
        }
        finally
        {
            await leaving.CancelAsync();        // the reader left, or all is done
            await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (await asking is { } failure) { throw failure.After(drawn, request.Samples); }
    }

    /// <summary>Asks for all draws, writes them as they complete, and returns the first failure.</summary>
    private async Task<ProviderException?> AskAllAsync(SamplingRequest request, ChannelWriter<Draw> draws, CancellationToken cancellation)
    {
        var asking = new Asking(client, endpoint, request, draws);
        try
        {
            var shares = Enumerable.Range(0, request.Samples).Select(index => (Index: index, Prompt: request.PromptOf(index)))
                .GroupBy(draw => draw.Prompt.Text, StringComparer.Ordinal)
                .SelectMany(same => same.Chunk(endpoint.SamplesPerRequest))
                .Select(share => new Share(share[0].Prompt, [.. share.Select(draw => draw.Index)]));
            await asking.AskAsync(shares, cancellation);
            await asking.AskAsync(asking.LeftOut.Order().Select(index => new Share(request.PromptOf(index), [index])).ToList(), cancellation);
            return asking.Failure;
        }
        finally
        {
            draws.Complete();
        }
    }

    /// <summary>Draws of one prompt that share a request.</summary>
    private sealed record Share(Prompt Prompt, int[] Indices);

    private sealed class Asking(IChatClient client, EndpointOptions endpoint, SamplingRequest request, ChannelWriter<Draw> draws)
    {
        private ProviderException? _failure;
        private volatile bool _endpointFailed;

        public ProviderException? Failure => _failure;

        /// <summary>Draws that an answer did not hold although it was complete: the server gives fewer choices than it is asked for.</summary>
        public ConcurrentBag<int> LeftOut { get; } = [];

        public Task AskAsync(IEnumerable<Share> shares, CancellationToken cancellation) => Parallel.ForEachAsync(
            shares,
            new ParallelOptions { MaxDegreeOfParallelism = endpoint.MaxConcurrency, CancellationToken = cancellation },
            async (share, leaving) =>
            {
                if (_endpointFailed) { return; }
                try
                {
                    await AskAsync(share, leaving);
                }
                catch (ProviderException failure)
                {
                    Interlocked.CompareExchange(ref _failure, failure, null);
                    // A broken answer says nothing about the next one; every other failure would only be repeated.
                    if (failure.Failure is not (ProviderFailure.CutOff or ProviderFailure.InvalidResponse)) { _endpointFailed = true; }
                }
            });

        private async Task AskAsync(Share share, CancellationToken cancellation)
        {
            var sent = DateTimeOffset.UtcNow;
            var texts = new StringBuilder?[share.Indices.Length];       // per choice; null until it begins
            var drawn = new HashSet<int>();
            await foreach (var update in client.GetStreamingResponseAsync(share.Prompt.Messages, Options(share), cancellation))
            {
                var choice = int.TryParse(update.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
                if (choice >= texts.Length) { continue; }       // more than was asked for
                sent = update.CreatedAt ?? sent;
                var text = texts[choice] ??= new StringBuilder();
                text.Append(update.Text);
                if (update.FinishReason is { } reason) { Complete(choice, reason.Value); }
            }

            for (var choice = 0; choice < texts.Length; choice++)
            {
                if (drawn.Contains(choice)) { continue; }
                if (texts[choice] is not null) { Complete(choice, null); }
                else if (texts.Length > 1) { LeftOut.Add(share.Indices[choice]); }
                else
                {
                    throw new ProviderException(ProviderFailure.InvalidResponse, endpoint.Name, $"{endpoint.Name} answered without a choice",
                        "Try again; if it repeats, look into the server's log.");
                }
            }

            void Complete(int choice, string? finishReason)
            {
                drawn.Add(choice);
                var text = texts[choice]!.ToString();
                var answer = AnswerReader.Read(text, request.Probe, share.Prompt.ShownFirst);
                draws.TryWrite(new Draw(request.Arm, share.Indices[choice], share.Prompt.ShownFirst, text, answer,
                    DateTimeOffset.UtcNow - sent, finishReason, share.Prompt.Text));
            }
        }

        private ChatOptions Options(Share share) => new()
        {
            Temperature = (float?)request.Temperature,
            TopP = (float?)request.TopP,
            MaxOutputTokens = request.MaxTokens,
            Seed = request.RequestSeed(share.Indices[0]),
            AdditionalProperties = new() { [ProviderEndpoint.Choices] = share.Indices.Length },
        };
    }
}
