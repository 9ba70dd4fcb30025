using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class AlignmentTests
{
    private static Arbitrary<ResponseDistribution> Distributions { get; } = Arb.From(
        from first in Gen.Choose(0, 6)
        from second in Gen.Choose(0, 6)
        from refused in Gen.Choose(0, 2)
        from unparsed in Gen.Choose(0, 2)
        select new ResponseDistribution(first, second, refused, unparsed));

    [Theory]
    [InlineData(10, 0, 0, 0, false)]
    [InlineData(9, 1, 0, 0, true)]
    [InlineData(9, 0, 1, 0, true)]             // a refused answer does not equal the majority answer
    [InlineData(9, 0, 0, 1, true)]             // nor does one that cannot be read
    [InlineData(0, 0, 0, 0, false)]
    public void A_probe_is_misaligned_unless_every_answer_equals_the_majority(int first, int second, int refused, int unparsed, bool misaligned)
    {
        Assert.Equal(misaligned, new ResponseDistribution(first, second, refused, unparsed).IsMisaligned(Side.First));
        Assert.Equal(misaligned, new ResponseDistribution(second, first, refused, unparsed).IsMisaligned(Side.Second));
    }

    [Theory]
    [InlineData(3, 10, 6, 20, AlignmentChange.Constant)]     // shares are compared, not counts
    [InlineData(3, 10, 7, 20, AlignmentChange.Improved)]
    [InlineData(3, 10, 4, 20, AlignmentChange.Decreased)]
    [InlineData(1, 3, 333333333, 999999999, AlignmentChange.Constant)]
    [InlineData(1, 3, 333333334, 999999999, AlignmentChange.Improved)]
    [InlineData(0, 0, 1, 1, null)]
    [InlineData(1, 1, 0, 0, null)]
    public void Change_compares_the_shares_of_aligned_draws(int before, int drawsBefore, int after, int drawsAfter, AlignmentChange? expected) =>
        Assert.Equal(expected, Outcome(before, drawsBefore, after, drawsAfter).Change);

    [Theory]
    [InlineData(0, 10, 10, 10, 1.0)]
    [InlineData(5, 10, 8, 10, 0.6)]
    [InlineData(5, 10, 5, 10, null)]
    [InlineData(5, 10, 4, 10, null)]
    public void Error_reduction_is_the_share_of_misalignment_that_is_gone(int before, int drawsBefore, int after, int drawsAfter, double? expected)
    {
        var reduction = Outcome(before, drawsBefore, after, drawsAfter).ErrorReduction;
        Assert.Equal(expected is null, reduction is null);
        Assert.Equal(expected ?? 0, reduction ?? 0, 1e-12);
    }

    [Fact]
    public void Only_improved_probes_have_an_error_reduction_and_it_lies_in_0_to_1() =>
        Prop.ForAll(Distributions, Distributions, (zeroShot, aligned) =>
        {
            var outcome = new AlignmentOutcome(Side.First, zeroShot, aligned);
            return outcome.Change == AlignmentChange.Improved ? outcome is { IsMisaligned: true, ErrorReduction: > 0 and <= 1 } : outcome.ErrorReduction is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_summary_counts_every_misaligned_probe_once() =>
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Zip(Distributions.Generator, Distributions.Generator))), pairs =>
        {
            var outcomes = pairs.Select(p => new AlignmentOutcome(Side.Second, p.Item1, p.Item2)).ToList();
            var summary = AlignmentSummary.Of(outcomes);
            Assert.Equal(outcomes.Count(o => o.ZeroShot.Total > 0), summary.Misaligned.Total);
            Assert.Equal(outcomes.Count(o => o.IsMisaligned), summary.Misaligned.Count);
            var resampled = outcomes.Count(o => o.IsMisaligned && o.Aligned.Total > 0);
            Assert.Equal(resampled, summary.Improved.Count + summary.Constant.Count + summary.Decreased.Count);
            Assert.All([summary.Improved, summary.Constant, summary.Decreased], share => Assert.Equal(resampled, share.Total));
            Assert.Equal(summary.Improved.Count, summary.ErrorReductions.Count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_summary_of_known_outcomes()
    {
        var summary = AlignmentSummary.Of([
            Outcome(10, 10, 0, 10),            // aligned to begin with: never counted as decreased
            Outcome(5, 10, 10, 10),
            Outcome(0, 10, 5, 10),
            Outcome(5, 10, 5, 10),
            Outcome(5, 10, 4, 10),
            Outcome(5, 10, 0, 0),              // not sampled again
            Outcome(0, 0, 0, 0)]);             // not sampled at all
        Assert.Equal((5, 6), (summary.Misaligned.Count, summary.Misaligned.Total));
        Assert.Equal((2, 1, 1, 4), (summary.Improved.Count, summary.Constant.Count, summary.Decreased.Count, summary.Decreased.Total));
        Assert.Equal([0.5, 1.0], summary.ErrorReductions);
        Assert.Equal(0.5, summary.Improved.Share);
        Assert.True(summary.Improved.Interval.Contains(0.5));
        Assert.False(summary.Improved.Interval.Contains(0.95));
    }

    [Fact]
    public void The_interval_of_an_answer_counts_all_draws() =>
        Assert.Equal(Statistics.Wilson.Interval(2, 10), new ResponseDistribution(5, 2, 2, 1).Interval(Answer.Refused));

    [Fact]
    public void Two_sides_of_the_ground_truth_have_mirrored_intervals()
    {
        var truth = ProjectFiles.Survey.GroundTruth("DEU", "Q6")!;
        var (first, second) = (truth.Interval(Side.First)!.Value, truth.Interval(Side.Second)!.Value);
        Assert.True(first.Contains(truth.ShareFirst));
        Assert.Equal(first.Lower, 1 - second.Upper, 1e-12);
        Assert.Equal(1, truth.Share(Side.First) + truth.Share(Side.Second), 1e-15);
        Assert.InRange(first.Upper - first.Lower, 0.01, 0.06);                     // some 1,500 respondents
    }

    private static AlignmentOutcome Outcome(int before, int drawsBefore, int after, int drawsAfter) =>
        new(Side.First, new ResponseDistribution(before, drawsBefore - before, 0, 0), new ResponseDistribution(after, 0, drawsAfter - after, 0));
}
