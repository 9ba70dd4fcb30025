using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Runs.Turns;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Tests;

public sealed class VerdictTests
{
    [Fact]
    public void Improvement_is_told_with_its_numbers_and_its_error_reduction()
    {
        var verdict = Of(zeroShot: (7, 3), aligned: (2, 8), shareFirst: 0.39)!;
        Assert.Equal(("improved", "Improved."), (verdict.Mark, verdict.Headline));
        Assert.Equal("With the demonstrations, 8 of 10 answers equal the Netherlands’ majority answer; asked directly, 3 of 10 do.", verdict.Said);
        Assert.StartsWith("Error reduction 71\u202f%: answers off the majority went from 7 of 10 to 2 of 10.", verdict.Then, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 5, 5, 5, "Constant.")]
    [InlineData(5, 5, 4, 6, "Decreased.")]
    [InlineData(10, 0, 4, 6, "Not misaligned.")]
    [InlineData(0, 10, 10, 0, "Improved.")]
    public void The_headline_says_what_happened_to_the_alignment(int zeroFirst, int zeroSecond, int first, int second, string headline) =>
        Assert.Equal(headline, Of((zeroFirst, zeroSecond), (first, second), shareFirst: 0.8)!.Headline);

    [Fact]
    public void Overlapping_intervals_are_a_reason_for_caution_and_others_are_not()
    {
        Assert.Contains("intervals overlap", Of((5, 5), (7, 3), shareFirst: 0.8)!.Then, StringComparison.Ordinal);
        Assert.DoesNotContain("intervals overlap", Of((0, 10), (10, 0), shareFirst: 0.8)!.Then, StringComparison.Ordinal);
    }

    [Fact]
    public void A_turn_that_ended_early_is_told_as_what_is_known_so_far()
    {
        var verdict = Of((0, 3), (2, 8), shareFirst: 0.8)!;
        Assert.Equal("So far: improved.", verdict.Headline);
        Assert.Contains("asked directly, none of 3 do.", verdict.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_that_name_neither_candidate_are_counted_aloud() =>
        Assert.Equal("3 of 20 answers name neither candidate and count as off the majority.", Of((5, 5), (4, 3), shareFirst: 0.8, unparsed: 3)!.Then?.Split(". ")[^1]);

    [Theory]
    [InlineData(null)]
    [InlineData(0.8)]
    public void Where_nothing_could_be_read_there_is_no_difference_to_doubt_but_something_to_do(double? shareFirst)
    {
        var verdict = Of((0, 0), (0, 0), shareFirst, unparsed: 10, unparsedZeroShot: 10)!;
        Assert.Equal("Nothing to compare.", verdict.Headline);
        Assert.Equal("None of the 20 answers could be read as “\u2068yes\u2069” or “\u2068no\u2069”.", verdict.Said);
        Assert.DoesNotContain("overlap", verdict.Then, StringComparison.Ordinal);
        Assert.StartsWith("Look at the answers below", verdict.Then, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 5, 5, 5)]
    [InlineData(0, 10, 0, 10)]
    [InlineData(2, 2, 5, 5)]
    public void Equal_shares_are_no_difference_to_doubt(int zeroFirst, int zeroSecond, int first, int second)
    {
        Assert.Equal("The demonstrations made no difference to that share.", Of((zeroFirst, zeroSecond), (first, second), shareFirst: null)!.Then);
        Assert.Null(Of((zeroFirst, zeroSecond), (first, second), shareFirst: 0.8)!.Then);
    }

    [Fact]
    public void A_probe_that_was_not_misaligned_is_left_alone_whatever_the_demonstrations_did()
    {
        var verdict = Of((10, 0), (1, 8), shareFirst: 0.8, unparsed: 1)!;
        Assert.Equal(("aligned", "Not misaligned."), (verdict.Mark, verdict.Headline));
        Assert.Equal("Asked directly, all 10 answers equal the Netherlands’ majority answer; with the demonstrations, 1 of 10 does.", verdict.Said);
        Assert.EndsWith("leaves such questions alone. 1 of 20 answers names neither candidate and counts as off the majority.", verdict.Then, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_answer_in_both_arms_there_is_no_verdict() => Assert.Null(Of((5, 5), (0, 0), shareFirst: 0.8));

    [Fact]
    public void Without_a_majority_both_arms_are_told_beside_each_other() =>
        Assert.Equal("Asked directly, all 10 answers say “\u2068yes\u2069”; with the demonstrations, none of 10 do.", Of((10, 0), (0, 10), shareFirst: null)!.Said);

    private static Verdict? Of((int First, int Second) zeroShot, (int First, int Second) aligned, double? shareFirst, int unparsed = 0, int unparsedZeroShot = 0)
    {
        var truth = shareFirst is { } share ? new GroundTruth("NLD", "Q6", share, 1000, "unweighted", "e") : null;
        var turn = new Turn
        {
            Id = "aaaaaaaaaaaa",
            CreatedUtc = DateTime.UnixEpoch,
            Request = "{}",
            Model = "study",
            Endpoint = "stub",
            Country = "NLD",
            Language = "en",
            Probe = new Probe("Q6", "Q6", "Values", "en", "It is _.", "yes", "no"),
            Strategy = SelectionStrategy.Chrf,
            Samples = 10,
            Temperature = 1,
            Seed = 1,
            Demonstrations = [],
            GroundTruth = truth,
            Provenance = new Provenance(null, "p", "s", "c"),
        };
        var draws = Draws(Arm.ZeroShot, zeroShot, unparsedZeroShot).Concat(Draws(Arm.Aligned, aligned, unparsed)).ToList();
        var line = new TurnLine(turn.Id, turn.CreatedUtc, turn.State, new PlaygroundRequest(), turn.Model, turn.Endpoint, turn.Country, "Netherlands", "en", "Q6", turn.Probe,
            turn.Strategy, turn.Samples, turn.Temperature, turn.Seed, [], truth, turn.Provenance);
        return Verdict.Of(line, TurnSummary.Of(turn, draws));
    }

    private static IEnumerable<TurnDraw> Draws(Arm arm, (int First, int Second) count, int unparsed) => Enumerable.Range(0, count.First + count.Second + unparsed).Select(i => new TurnDraw
    {
        TurnId = "aaaaaaaaaaaa",
        Arm = arm,
        Index = i,
        Order = i,
        Prompt = "",
        ShownFirst = Side.First,
        Text = "",
        Milliseconds = 1,
        Answer = i < count.First ? Answer.First : i < count.First + count.Second ? Answer.Second : Answer.Unparsed,
    });
}
