using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class FoldingTests
{
    private static Arbitrary<(Folding Folding, OptionShare[] Shares)> Foldings { get; } = Arb.From(
        from groups in Gen.ArrayOf(Gen.Choose(0, 3), 8)
        from weights in Gen.ArrayOf(Gen.Choose(0, 9), 8)
        select (
            new Folding(Codes(groups, 0), Codes(groups, 1), Codes(groups, 2), Codes(groups, 3)),
            weights.Select((w, code) => new OptionShare(code, (double)w / Math.Max(1, weights.Sum()))).ToArray()));

    [Fact]
    public void The_two_sides_sum_to_one() =>
        Prop.ForAll(Foldings, given =>
        {
            var mirrored = new Folding(given.Folding.Second, given.Folding.Middle, given.Folding.First, given.Folding.Excluded);
            var (first, second) = (given.Folding.ShareFirst(given.Shares), mirrored.ShareFirst(given.Shares));
            return first is null ? second is null : Math.Abs(first.Value + second!.Value - 1) < 1e-12 && first is >= 0 and <= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Excluded_answers_change_nothing_but_the_number_of_counted_ones() =>
        Prop.ForAll(Foldings, given =>
        {
            var without = given.Shares.Where(s => !given.Folding.Excluded.Contains(s.Code)).ToList();
            return Equals(given.Folding.ShareFirst(given.Shares), given.Folding.ShareFirst(without))
                && Math.Abs(given.Folding.CountedShare(given.Shares) - without.Sum(s => s.Share)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Where_nobody_chose_a_counted_option_there_is_no_share() =>
        Assert.Null(new Folding([1], [], [2], [3]).ShareFirst([new OptionShare(3, 1)]));

    [Fact]
    public void Every_ground_truth_of_every_society_lies_in_0_to_1()
    {
        var survey = ProjectFiles.Survey;
        var truths = survey.Countries.SelectMany(c => ProjectFiles.EnglishProbes.Select(p => survey.GroundTruth(c.Iso3, p.Id))).OfType<GroundTruth>().ToList();
        Assert.Equal(14699, truths.Count);
        Assert.All(truths, t => Assert.InRange(t.ShareFirst, 0, 1));
    }

    private static int[] Codes(int[] groups, int group) => [.. Enumerable.Range(0, groups.Length).Where(code => groups[code] == group)];
}
