using System.ClientModel.Primitives;

namespace Portal.Llm.Endpoints;

/// <summary>An answer under way: it has begun, and its next part is waited for within the endpoint's limits.</summary>
internal sealed class Answering : IAsyncDisposable
{
    private readonly PipelineResponse _response;
    private readonly IAsyncEnumerator<AnswerPiece> _pieces;
    private readonly EndpointFailures _failures;
    private readonly CallClock _clock;
    private bool _begun;

    private Answering(PipelineResponse response, int choices, EndpointFailures failures, CallClock clock, DateTimeOffset sent)
    {
        (_response, _failures, _clock, Sent) = (response, failures, clock, sent);
        _pieces = AnswerStream.ReadAsync(response, choices, failures, clock.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>When its request was sent.</summary>
    public DateTimeOffset Sent { get; }

    /// <summary>The part that arrived last.</summary>
    public AnswerPiece Current => _pieces.Current;

    /// <summary>Sends the request and waits for the first part; an empty answer has begun too, and ended.</summary>
    /// <exception cref="ProviderException">It failed before it began.</exception>
    public static async Task<(Answering Answering, bool HasFirst)> BeginAsync(
        EndpointConnection connection, string model, CompletionRequest request, CallClock clock)
    {
        var sent = DateTimeOffset.UtcNow;
        var response = await connection.CompleteAsync(model, request, clock);
        var answering = new Answering(response, request.Choices, connection.Failures, clock, sent);
        try
        {
            return (answering, await answering.NextAsync());
        }
        catch
        {
            await answering.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the next part.</summary>
    /// <returns>False when the answer is complete.</returns>
    /// <exception cref="ProviderException">It broke off, timed out, or is no answer.</exception>
    public async Task<bool> NextAsync()
    {
        try
        {
            return _begun = await _pieces.MoveNextAsync();
        }
        catch (Exception error) when (_failures.Of(error, _clock, _begun) is { } failure && failure != error)
        {
            throw failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pieces.DisposeAsync();
        _response.Dispose();
    }
}
