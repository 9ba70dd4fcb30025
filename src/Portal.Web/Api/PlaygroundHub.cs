using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>The playground for browsers without Blazor: the same lines as the HTTP interface, over SignalR.</summary>
public sealed class PlaygroundHub(PlaygroundEngine playground, IOptions<JsonOptions> json) : Hub
{
    public const string Route = "/hubs/playground";

    /// <summary>Asks; the answer is the turn's id, to be given to <see cref="Watch"/>.</summary>
    public async Task<string> Start(PlaygroundRequest request)
    {
        try { return await playground.StartAsync(request); }
        catch (Exception error) when (error is PlaygroundRequestException or PlaygroundFullException or StoreException) { throw new HubException(error.Message); }
    }

    /// <summary>Stops a turn; what has arrived is kept.</summary>
    public Task Stop(string id) => playground.StopAsync(id);

    /// <summary>Streams the lines of a turn, past and to come; draws up to the order <paramref name="after"/> are left out.</summary>
    public async IAsyncEnumerable<JsonElement> Watch(string id, int after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await playground.FindAsync(id, cancellation) is null) { throw new HubException(new TurnNotFoundException(id).Message); }
        await foreach (var line in playground.WatchAsync(id, after, cancellation))
        {
            yield return JsonSerializer.SerializeToElement(line, json.Value.SerializerOptions);       // as the base type, which writes "type"
        }
    }
}
