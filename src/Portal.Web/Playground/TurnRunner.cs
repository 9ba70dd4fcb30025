using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Alignment;
using Portal.Llm.Endpoints;
using Portal.Llm.Sampling;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.Web.Hosting;

namespace Portal.Web.Playground;

/// <summary>Runs one turn from its first draw to its end. Every draw is stored first, then announced.</summary>
public sealed class TurnRunner(IDbContextFactory<PortalDb> databases, TurnEvents events, ModelDirectory models, ILogger<TurnRunner> log)
{
    private readonly ConcurrentDictionary<string, Ending> _unstored = new();

    /// <summary>The ending of a turn that could not be stored, for instance on a full disk; it is stored as soon as that works again.</summary>
    public Ending? Unstored(string id) => _unstored.GetValueOrDefault(id);

    /// <summary>Runs the turn; never throws.</summary>
    /// <param name="id">A stored, queued turn.</param>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="stopped">A reader stopped it.</param>
    /// <param name="leaving">The portal is stopping.</param>
    public async Task RunAsync(string id, string endpoint, CancellationToken stopped, CancellationToken leaving)
    {
        HostLife? life = null;
        HostModel? model = null;
        Ending ending;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopped, leaving);
            var open = await models.OpenAsync(endpoint, either.Token);
            life = open.Life;
            var turn = await BeginAsync(id, life);
            using var alive = CancellationTokenSource.CreateLinkedTokenSource(either.Token, life?.Ended ?? CancellationToken.None);
            try { await SampleAsync(turn, open.Endpoint, alive.Token); }
            finally { if (life is not null) { model = await life.LookAgainAsync(turn.Model, leaving); } }
            ending = new Ending(TurnState.Complete);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested) { ending = new Ending(TurnState.Stopped); }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested) { ending = Ending.Interrupted; }
        catch (Exception error)
        {
            ending = await Ending.OfAsync(error, life);
            log.LogWarning(ending.Failure!.Code == "internal" ? error : null, "turn {Id} failed: {Message}", id, ending.Failure.Message);
        }
        await EndAsync(id, ending with { Fingerprint = model?.Fingerprint });
    }

    /// <summary>Stores how a turn ended and announces it; where the store cannot be written the ending is kept in memory.</summary>
    public async Task EndAsync(string id, Ending ending)
    {
        foreach (var (turnId, how) in _unstored.Append(new(id, ending)).ToList())
        {
            try
            {
                await using var db = await databases.CreateDbContextAsync();
                var turn = await db.Turns.SingleAsync(t => t.Id == turnId);
                (turn.State, turn.Failure, turn.FinishedUtc) = (how.State, how.Failure, DateTime.UtcNow);
                turn.Provenance = turn.Provenance with { ModelFingerprint = turn.Provenance.ModelFingerprint ?? how.Fingerprint };
                await db.SaveChangesAsync();
                _unstored.TryRemove(turnId, out _);
            }
            catch (Exception error) when (error is StoreException or DbException)
            {
                _unstored[turnId] = how;
                log.LogError("the ending of turn {Id} is not stored yet: {Message}", turnId, error.Message);
            }
        }
        events.Publish(id);
    }

    private async Task<Turn> BeginAsync(string id, HostLife? life)
    {
        await using var db = await databases.CreateDbContextAsync();
        var turn = await db.Turns.SingleAsync(t => t.Id == id);
        (turn.State, turn.StartedUtc) = (TurnState.Running, DateTime.UtcNow);
        turn.Provenance = turn.Provenance with { ModelFingerprint = life?.Models.GetValueOrDefault(turn.Model)?.Fingerprint };
        await db.SaveChangesAsync();
        events.Publish(id);
        return turn;
    }

    private async Task SampleAsync(Turn turn, ProviderEndpoint endpoint, CancellationToken cancellation)
    {
        using var client = endpoint.Open(turn.Model);
        var sampler = new ResponseSampler(client, endpoint.Options);
        var order = 0;
        await foreach (var draw in ArmsAsync(sampler, turn, cancellation))
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);       // a draw that has arrived is kept, whoever leaves
            db.Draws.Add(new TurnDraw
            {
                TurnId = turn.Id,
                Arm = draw.Arm,
                Index = draw.Index,
                Order = ++order,
                Prompt = draw.Prompt,
                ShownFirst = draw.ShownFirst,
                Text = draw.Text,
                Answer = draw.Answer,
                Milliseconds = (int)draw.Elapsed.TotalMilliseconds,
            });
            await db.SaveChangesAsync(CancellationToken.None);
            events.Publish(turn.Id);
        }
    }

    /// <summary>The draws of both arms as they arrive. An arm that fails lets the other one finish; then the failure is thrown.</summary>
    private static async IAsyncEnumerable<Draw> ArmsAsync(ResponseSampler sampler, Turn turn, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var draws = Channel.CreateUnbounded<Draw>();
        var arms = Task.WhenAll(SampleArmAsync(Arm.ZeroShot, []), SampleArmAsync(Arm.Aligned, turn.Demonstrations));
        var closing = CloseAsync();
        try
        {
            await foreach (var draw in draws.Reader.ReadAllAsync(CancellationToken.None)) { yield return draw; }
        }
        finally
        {
            await leaving.CancelAsync();
            await closing;
        }
        await arms;

        async Task CloseAsync()
        {
            await arms.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            draws.Writer.Complete();
        }

        async Task SampleArmAsync(Arm arm, IReadOnlyList<Demonstration> demonstrations)
        {
            var request = new SamplingRequest(arm, turn.Probe, demonstrations, turn.Samples, turn.Seed, turn.Temperature);
            await foreach (var draw in sampler.SampleAsync(request, leaving.Token)) { draws.Writer.TryWrite(draw); }
        }
    }
}
