using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Alignment;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>The playground for scripts.</summary>
public static class PlaygroundRoutes
{
    /// <summary>Most bytes of a request's body.</summary>
    public const int LongestRequest = 64 * 1024;

    public static void MapPlayground(this IEndpointRouteBuilder app)
    {
        var turns = app.MapGroup("/api/playground").WithTags("Playground");

        turns.MapPost("/", async (HttpRequest request, PlaygroundEngine playground, CancellationToken cancellation) =>
            {
                var id = await playground.StartAsync(await ReadAsync(request, cancellation), cancellation);
                return new NdjsonLines(playground.WatchAsync(id, cancellation: cancellation));
            })
            .Accepts<PlaygroundRequest>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(LongestRequest))
            .WithName("ask")
            .WithSummary("Ask a model a probe, zero-shot and aligned")
            .WithDescription(
                "Streams one JSON object per line: the turn, every draw as it arrives, and last the summary. The turn is stored as it goes and runs on " +
                "when the connection ends; its id, in the first line, finds it again. A request has at most 64 kB.")
            .Produces<PlaygroundLine>(StatusCodes.Status200OK, NdjsonLines.ContentType)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        turns.MapGet("/{id}", async Task<Results<Ok<StoredTurn>, ProblemHttpResult>> (string id, PlaygroundEngine playground, CancellationToken cancellation) =>
                TypedResults.Ok(await playground.FindAsync(id, cancellation) ?? throw new TurnNotFoundException(id)))
            .WithName("turn")
            .WithSummary("A turn as it is stored")
            .ProducesProblem(StatusCodes.Status404NotFound);

        turns.MapGet("/{id}/lines", async (string id, int? after, PlaygroundEngine playground, CancellationToken cancellation) =>
            {
                if (await playground.FindAsync(id, cancellation) is null) { throw new TurnNotFoundException(id); }
                return new NdjsonLines(playground.WatchAsync(id, after ?? 0, cancellation));
            })
            .WithName("watch")
            .WithSummary("The lines of a turn, past and to come")
            .WithDescription("The same stream as asking gives; draws up to the order given as after are left out.")
            .Produces<PlaygroundLine>(StatusCodes.Status200OK, NdjsonLines.ContentType)
            .ProducesProblem(StatusCodes.Status404NotFound);

        turns.MapPost("/{id}/stop", async (string id, PlaygroundEngine playground, CancellationToken cancellation) =>
            {
                await playground.StopAsync(id);
                await foreach (var _ in playground.WatchAsync(id, int.MaxValue, cancellation)) { }       // to its end, a moment later
                return TypedResults.Ok((await playground.FindAsync(id, cancellation))!);
            })
            .WithName("stop")
            .WithSummary("Stop a turn and keep what has arrived")
            .ProducesProblem(StatusCodes.Status404NotFound);

        turns.MapPost("/{id}/explanations/{arm}/{index:int}", async (string id, string arm, int index, PlaygroundEngine playground, CancellationToken cancellation) =>
                TypedResults.Ok(await playground.ExplainAsync(id, ArmOf(arm), index, cancellation)))
            .WithName("explain")
            .WithSummary("Ask the model why it gave one draw")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<ReadRequest> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
            return RequestReader.Read(json.RootElement);
        }
        catch (JsonException error) { throw RequestReader.NoObject(error.LineNumber is { } line ? $" (line {line + 1})" : ""); }
    }

    private static Arm ArmOf(string name) => name switch
    {
        "zero-shot" => Arm.ZeroShot,
        "aligned" => Arm.Aligned,
        _ => throw new PlaygroundRequestException(new Dictionary<string, string[]> { ["arm"] = [$"\"{name}\" is neither zero-shot nor aligned"] }),
    };
}
