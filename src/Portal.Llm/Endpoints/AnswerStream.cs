using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Portal.Llm.Endpoints;

/// <summary>
/// The parts of an answer as they arrive, until every choice has ended: by its finish reason, or all by <c>[DONE]</c>.
/// A stream that ends before is cut off. A whole completion is a stream of one chunk.
/// </summary>
internal static class AnswerStream
{
    /// <summary>Most characters of one choice; what follows is replaced by <see cref="CutNote"/>.</summary>
    public const int LongestAnswer = 100_000;

    /// <summary>Stands at the end of an answer that was cut.</summary>
    public const string CutNote = " … [cut after 100,000 characters]";

    private const string EndMarker = "[DONE]";

    /// <summary>The parts of the answer.</summary>
    /// <param name="response">A successful response, not buffered.</param>
    /// <param name="choices">How many choices were asked for.</param>
    /// <param name="failures">Words what goes wrong.</param>
    /// <param name="cancellation">Ends the wait for the next part.</param>
    /// <exception cref="ProviderException">Not a completion, or cut off.</exception>
    public static async IAsyncEnumerable<AnswerPiece> ReadAsync(
        PipelineResponse response, int choices, EndpointFailures failures, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lengths = new Dictionary<int, int>();       // characters per choice
        var halves = new Dictionary<int, char>();       // by choice: the first half of a surrogate pair, whose second comes with the next part
        var ended = new HashSet<int>();
        await foreach (var chunk in ChunksAsync(response, failures, cancellation))
        {
            if (chunk == EndMarker) { yield break; }
            foreach (var read in AnswerPiece.Read(chunk, failures))
            {
                var piece = Joined(read, halves);
                if (ended.Contains(piece.Choice) || piece is { Text: "", FinishReason: null }) { continue; }
                var room = LongestAnswer - lengths.GetValueOrDefault(piece.Choice);
                var kept = piece.Text.Length <= room ? piece : piece with { Text = Start(piece.Text, room) + CutNote, FinishReason = "length" };
                lengths[piece.Choice] = LongestAnswer - room + piece.Text.Length;
                if (kept.FinishReason is not null) { ended.Add(piece.Choice); }
                yield return kept;
            }

            if (ended.Count >= choices) { yield break; }
        }

        if (ended.Count < choices) { throw failures.CutOff(); }
    }

    /// <summary>The part without halves of surrogate pairs: servers that send token by token part some characters. A half whose other half never comes is U+FFFD.</summary>
    private static AnswerPiece Joined(AnswerPiece piece, Dictionary<int, char> halves)
    {
        var text = halves.Remove(piece.Choice, out var half) ? half + piece.Text : piece.Text;
        if (text.Length > 0 && char.IsHighSurrogate(text[^1]) && piece.FinishReason is null)
        {
            halves[piece.Choice] = text[^1];
            text = text[..^1];
        }

        return piece with { Text = string.Concat(text.EnumerateRunes()) };
    }

    /// <summary>At most <paramref name="length"/> characters, no half of a surrogate pair.</summary>
    private static string Start(string text, int length) => text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>The JSON texts of the body: the events of a stream, or the one text of a JSON body, which is complete by itself.</summary>
    private static async IAsyncEnumerable<string> ChunksAsync(
        PipelineResponse response, EndpointFailures failures, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var type = response.Headers.TryGetValue("Content-Type", out var value) ? value?.Split(';')[0].Trim().ToLowerInvariant() : null;
        if (response.ContentStream is not { } body) { throw failures.Invalid("the body is empty"); }
        if (type is "text/event-stream")
        {
            await foreach (var item in SseParser.Create(new BoundedBody(body, BoundedBody.Limit, perEvent: true)).EnumerateAsync(cancellation))
            {
                if (item.Data.Length > 0) { yield return item.Data; }
            }
        }
        else if (type is not null && type.EndsWith("json", StringComparison.Ordinal))
        {
            yield return await BoundedBody.ReadAsync(body, failures, cancellation);
            yield return EndMarker;
        }
        else
        {
            throw failures.Invalid($"its content type is {type ?? "missing"}");
        }
    }
}
