using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>The playground for browsers without Blazor: the same lines and the same errors as the HTTP interface, over SignalR.</summary>
/// <remarks>Arguments come as JSON, whatever they are, so that a mistake is answered in words of ours; one that is left out is undefined (see <see cref="HubArguments"/>).</remarks>
public sealed class PlaygroundHub(PlaygroundEngine playground, IOptions<JsonOptions> json, ILogger<PlaygroundHub> log) : Hub
{
    public const string Route = "/hubs/playground";

    /// <summary>Asks; the answer is the turn's id, to be given to <see cref="Watch"/>.</summary>
    public Task<string> Start(JsonElement request) => AnswerAsync(() => playground.StartAsync(RequestReader.Read(request), CancellationToken.None));

    /// <summary>Stops a turn; what has arrived is kept.</summary>
    public Task Stop(JsonElement id) => AnswerAsync(async () =>
    {
        var known = await IdAsync(id, CancellationToken.None);
        await playground.StopAsync(known);
        return known;
    });

    /// <summary>Streams the lines of a turn, past and to come; draws up to the order <paramref name="after"/> are left out.</summary>
    public async IAsyncEnumerable<JsonElement> Watch(JsonElement id, JsonElement after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = await AnswerAsync(() => IdAsync(id, cancellation));
        await using var lines = playground.WatchAsync(known, Order(after), cancellation).GetAsyncEnumerator(cancellation);
        while (await AnswerAsync(() => lines.MoveNextAsync().AsTask()))
        {
            yield return JsonSerializer.SerializeToElement(lines.Current, json.Value.SerializerOptions);       // as the base type, which writes "type"
        }
    }

    /// <summary>The id of a turn that there is.</summary>
    private async Task<string> IdAsync(JsonElement given, CancellationToken cancellation)
    {
        var id = given.ValueKind switch
        {
            JsonValueKind.String => given.GetString()!,
            JsonValueKind.Undefined or JsonValueKind.Null => throw new HubException("id is missing; give the one that Start answered with"),
            _ => given.GetRawText(),
        };
        return await playground.FindAsync(id, cancellation) is not null ? id : throw new TurnNotFoundException(id);
    }

    private static int Order(JsonElement given) => given.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => 0,
        JsonValueKind.Number when given.TryGetInt32(out var order) => order,
        _ => throw new HubException($"after is {given.GetRawText()}; give the order of the last draw that you have, 0 for all"),
    };

    /// <summary>Lets through what the caller is to know. The dispatcher's own log would call every mistake of a caller a failure, so it is off.</summary>
    private async Task<T> AnswerAsync<T>(Func<Task<T>> answer)
    {
        try { return await answer(); }
        catch (Exception error) when (error is PlaygroundRequestException or PlaygroundFullException or StoreException or TurnNotFoundException) { throw new HubException(error.Message); }
        catch (Exception error) when (error is not (HubException or OperationCanceledException))
        {
            log.LogError(error, "a call of the hub failed");
            throw;
        }
    }
}
