using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Portal.Core.Alignment;
using Portal.Llm.Endpoints;
using Portal.Llm.Prompts;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.Web.Hosting;

namespace Portal.Web.Playground;

/// <summary>
/// The playground's one door, for pages, the HTTP interface and the hub alike. A turn goes one way: request, engine, store, event, reader;
/// it runs on when its reader leaves, and anybody who knows its id sees the same.
/// </summary>
public sealed partial class PlaygroundEngine(
    TurnComposer composer, TurnSchedule schedule, TurnRunner runner, TurnEvents events, ModelDirectory models, SurveyLibrary library, IDbContextFactory<PortalDb> databases)
{
    /// <summary>Checks the request, stores the turn, and lets it run.</summary>
    /// <returns>The turn's id.</returns>
    /// <exception cref="PlaygroundRequestException">Fields that cannot be used.</exception>
    /// <exception cref="PlaygroundFullException">Too many turns of the endpoint wait.</exception>
    /// <exception cref="StoreException">The turn could not be stored.</exception>
    public Task<string> StartAsync(PlaygroundRequest request, CancellationToken cancellation = default) =>
        StartAsync(new ReadRequest(request, new Dictionary<string, string[]>()), cancellation);

    /// <inheritdoc cref="StartAsync(PlaygroundRequest, CancellationToken)"/>
    public async Task<string> StartAsync(ReadRequest request, CancellationToken cancellation)
    {
        var turn = await composer.ComposeAsync(request, cancellation);
        using var place = schedule.Reserve(turn.Endpoint);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Turns.Add(turn);
        await db.SaveChangesAsync(cancellation);
        place.Take(turn.Id);
        return turn.Id;
    }

    /// <summary>Stops a turn; what has arrived is kept. A finished turn stays as it is.</summary>
    public Task StopAsync(string id) => schedule.StopAsync(id);

    /// <summary>The turn as it is stored; <see langword="null"/> where there is none.</summary>
    /// <param name="id">May come from anybody.</param>
    public async Task<StoredTurn?> FindAsync(string id, CancellationToken cancellation = default)
    {
        if (!TurnId.IsValid(id)) { return null; }
        var unstored = runner.Unstored(id);      // before the store: an ending leaves here only when it has arrived there
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Turns.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation) is not { } turn) { return null; }
        if (unstored is { } ending) { (turn.State, turn.Failure) = (ending.State, ending.Failure); }
        var draws = await db.Draws.AsNoTracking().Where(d => d.TurnId == id).OrderBy(d => d.Order).ToListAsync(cancellation);
        var explanations = await db.Explanations.AsNoTracking().Where(e => e.TurnId == id).OrderBy(e => e.CreatedUtc).ToListAsync(cancellation);
        return new StoredTurn(Line(turn), [.. draws.Select(DrawLine.Of)], TurnSummary.Of(turn, draws), [.. explanations.Select(ExplanationLine.Of)], schedule.Ahead(id));
    }

    /// <summary>
    /// Everything about a turn, past and to come: what was asked, the draws after <paramref name="after"/>, every change, and last the summary.
    /// Each draw comes exactly once, in order of arrival.
    /// </summary>
    /// <param name="after">The <see cref="DrawLine.Order"/> of the last draw that the reader already has.</param>
    /// <exception cref="TurnNotFoundException">There is no such turn.</exception>
    public async IAsyncEnumerable<PlaygroundLine> WatchAsync(string id, int after = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var stored = await FindAsync(id, cancellation) ?? throw new TurnNotFoundException(id);
        yield return stored.Turn;
        var shown = new StateLine(stored.Turn.State, stored.Ahead);
        if (shown.Ahead is not null) { yield return shown; }
        await foreach (var _ in events.WatchAsync(id, cancellation))
        {
            var state = await StateAsync(id, cancellation);      // before the draws: a finished turn has all of its draws
            if (state != shown && !state.State.IsFinished()) { yield return shown = state; }
            await using (var db = await databases.CreateDbContextAsync(cancellation))
            {
                foreach (var draw in await db.Draws.AsNoTracking().Where(d => d.TurnId == id && d.Order > after).OrderBy(d => d.Order).ToListAsync(cancellation))
                {
                    yield return DrawLine.Of(draw);
                    after = draw.Order;
                }
            }
            if (state.State.IsFinished())
            {
                yield return (await FindAsync(id, cancellation))!.Summary;
                yield break;
            }
        }
    }

    /// <summary>The model's own reason for one draw; asked for once, then stored.</summary>
    /// <exception cref="TurnNotFoundException">There is no such turn or draw.</exception>
    /// <exception cref="ExplanationException">The model cannot explain, or could not be asked; the message says why.</exception>
    public async Task<ExplanationLine> ExplainAsync(string id, Arm arm, int index, CancellationToken cancellation = default)
    {
        var stored = await FindAsync(id, cancellation) ?? throw new TurnNotFoundException(id);
        if (stored.Explanations.FirstOrDefault(e => e.Arm == arm && e.Index == index) is { } known) { return known; }
        var draw = stored.Draws.FirstOrDefault(d => d.Arm == arm && d.Index == index) ?? throw new TurnNotFoundException(id);
        var explanation = new Explanation
        {
            TurnId = id,
            Arm = arm,
            Index = index,
            CreatedUtc = DateTime.UtcNow,
            Text = await AskWhyAsync(stored.Turn, draw, cancellation),
        };
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Explanations.Add(explanation);
        try { await db.SaveChangesAsync(cancellation); }
        catch (DbUpdateException) { return await ExplainAsync(id, arm, index, cancellation); }       // somebody asked at the same time: theirs is the one
        return ExplanationLine.Of(explanation);
    }

    private async Task<string> AskWhyAsync(TurnLine turn, DrawLine draw, CancellationToken cancellation)
    {
        try
        {
            var open = await models.OpenAsync(turn.Endpoint, cancellation);
            if (open.Endpoint.Options.WhyNot(turn.Model) is { } reason) { throw new ExplanationException(reason, null); }
            using var client = open.Endpoint.Open(turn.Model);
            var options = new ChatOptions { Temperature = (float)turn.Temperature, MaxOutputTokens = Prompt.WhyTokens, Seed = turn.Seed };
            var text = (await client.GetResponseAsync(Prompt.AskWhy(draw.Prompt, draw.Text), options, cancellation)).Text;
            return !string.IsNullOrWhiteSpace(text) ? text : throw new ExplanationException("The model gave an empty explanation; ask again.", null);
        }
        catch (ProviderException failure) { throw new ExplanationException($"{failure.Message}. {failure.Remedy}", failure); }
        catch (HostUnavailableException failure) { throw new ExplanationException(failure.Message, failure); }
    }

    private async Task<StateLine> StateAsync(string id, CancellationToken cancellation)
    {
        var unstored = runner.Unstored(id);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var state = await db.Turns.Where(t => t.Id == id).Select(t => t.State).SingleAsync(cancellation);
        return new StateLine(unstored?.State ?? state, schedule.Ahead(id));
    }

    private TurnLine Line(Turn turn) => new(
        turn.Id,
        turn.CreatedUtc,
        turn.State,
        JsonSerializer.Deserialize<PlaygroundRequest>(turn.Request, Columns.Json)!,
        turn.Model,
        turn.Endpoint,
        turn.Country,
        turn.CountryName ?? library.Survey.Countries.FirstOrDefault(country => country.Iso3 == turn.Country)?.Name ?? turn.Country,
        turn.Language,
        turn.ProbeId,
        turn.Probe,
        turn.Strategy,
        turn.Samples,
        turn.Temperature,
        turn.Seed,
        turn.Demonstrations,
        turn.GroundTruth,
        turn.Provenance);
}
