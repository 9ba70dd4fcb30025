using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Alignment;
using Portal.Runs.Turns;

namespace Portal.Web.Playground;

/// <remarks>For pages, which hold a turn as long as somebody looks at it: long answers by their beginning, new draws without the old ones.</remarks>
public sealed partial class PlaygroundEngine
{
    /// <summary>How long a page rests between two drawings of a turn; draws that arrive meanwhile are drawn together.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(80);

    /// <summary>The turn as a page shows it; <see langword="null"/> where there is none.</summary>
    /// <param name="id">May come from anybody.</param>
    /// <param name="known">What the page has already: only what follows is read.</param>
    public async Task<ShownTurn?> ShowAsync(string id, ShownTurn? known = null, CancellationToken cancellation = default)
    {
        if (!TurnId.IsValid(id)) { return null; }
        var unstored = runner.Unstored(id);      // before the store: an ending leaves here only when it has arrived there
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Turns.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation) is not { } turn) { return null; }      // before the draws: a finished turn has all of them
        if (unstored is { } ending) { (turn.State, turn.Failure) = (ending.State, ending.Failure); }
        var after = known?.Draws is [.., var last] ? last.Order : 0;
        var fresh = await db.Draws.AsNoTracking().Where(d => d.TurnId == id && d.Order > after).OrderBy(d => d.Order)
            .Select(d => new ShownDraw(d.Order, d.Arm, d.Index, d.Text.Substring(0, ShownDraw.Most), d.Text.Length, d.Answer, d.Prompt))
            .ToListAsync(cancellation);
        var explanations = await db.Explanations.AsNoTracking().Where(e => e.TurnId == id).OrderBy(e => e.CreatedUtc).ToListAsync(cancellation);

        var prompts = (known?.Draws ?? []).Select(d => d.Prompt).ToHashSet(StringComparer.Ordinal);
        var draws = new List<ShownDraw>(known?.Draws ?? []);
        foreach (var draw in fresh)
        {
            _ = prompts.Add(draw.Prompt);
            draws.Add(draw with { Prompt = prompts.TryGetValue(draw.Prompt, out var same) ? same : draw.Prompt });
        }
        return new ShownTurn(Line(turn), draws, TurnSummary.Of(turn, draws.Select(d => (d.Arm, d.Answer))), [.. explanations.Select(ExplanationLine.Of)], schedule.Ahead(id));
    }

    /// <summary>The turn as it is now, and again after every change until it has finished; changes that come fast are joined.</summary>
    /// <param name="known">What the page has already.</param>
    public async IAsyncEnumerable<ShownTurn> ShowingAsync(string id, ShownTurn? known = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var _ in events.WatchAsync(id, cancellation))
        {
            known = await ShowAsync(id, known, cancellation) ?? throw new TurnNotFoundException(id);
            yield return known;
            if (known.Summary.State.IsFinished()) { yield break; }
            await Task.Delay(s_rest, cancellation);
        }
    }

    /// <summary>The whole of one answer; <see langword="null"/> where there is none.</summary>
    public async Task<string?> TextAsync(string id, Arm arm, int index, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Draws.Where(d => d.TurnId == id && d.Arm == arm && d.Index == index).Select(d => d.Text).SingleOrDefaultAsync(cancellation);
    }
}
