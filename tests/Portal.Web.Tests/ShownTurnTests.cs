using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Alignment;
using Portal.Runs.Turns;
using Portal.StubHost;
using Portal.Web.Playground;
using static Portal.Web.Tests.PortalUnderTest;

namespace Portal.Web.Tests;

/// <summary>What a page holds of a turn.</summary>
public sealed class ShownTurnTests
{
    [Fact]
    public async Task A_page_holds_the_beginning_of_a_long_answer_and_the_store_the_rest()
    {
        var answer = "important, because " + string.Concat(Enumerable.Repeat("𝒳\u0301 ", 20_000));
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.Always(answer);
        var id = (await portal.AskAsync())[0].Text("id");
        var engine = portal.Services.GetRequiredService<PlaygroundEngine>();

        var shown = (await engine.ShowAsync(id))!;

        Assert.Equal(20, shown.Draws.Count);
        Assert.All(shown.Draws, draw => Assert.True(draw.IsCut && draw.Start.Length < 2 * ShownDraw.Most && answer.StartsWith(draw.Start, StringComparison.Ordinal)));
        Assert.Equal(answer.EnumerateRunes().Count(), shown.Draws[0].Length);
        Assert.Equal(answer, await engine.TextAsync(id, Arm.Aligned, 9));
        Assert.Null(await engine.TextAsync(id, Arm.Aligned, 10));
    }

    [Fact]
    public async Task Only_what_is_new_is_read_and_equal_prompts_are_held_once()
    {
        using var released = new SemaphoreSlim(0);
        await using var portal = await StartAsync();
        portal.Model.Answer = StubAnswers.When(released);
        using var asked = await portal.PostAsync(Religion());
        var id = await asked.IdAsync();
        var engine = portal.Services.GetRequiredService<PlaygroundEngine>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        released.Release(8);
        var some = await ShownAsync(shown => shown.Draws.Count == 8, null);
        released.Release(12);

        var all = await ShownAsync(shown => shown.Summary.State.IsFinished(), some);

        Assert.Equal(Enumerable.Range(1, 20), all.Draws.Select(draw => draw.Order));
        Assert.All(some.Draws.Zip(all.Draws), pair => Assert.Same(pair.First.Start, pair.Second.Start));
        Assert.InRange(all.Draws.Select(draw => draw.Prompt).Distinct(ReferenceEqualityComparer.Instance).Count(), 2, 4);      // an arm's prompt in its two orders
        Assert.Equal((10, 10, TurnState.Complete), (all.Summary.ZeroShot.Drawn, all.Summary.Aligned.Drawn, all.Summary.State));
        Assert.Equivalent((await engine.FindAsync(id))!.Summary, all.Summary);

        async Task<ShownTurn> ShownAsync(Func<ShownTurn, bool> until, ShownTurn? known) => await engine.ShowingAsync(id, known, patience.Token).FirstAsync(until, patience.Token);
    }
}
