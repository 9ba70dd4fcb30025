using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Statistics;

namespace Portal.Core.Tests;

public sealed class WilsonTests
{
    private static Arbitrary<(double Count, int Total)> Observations { get; } = Arb.From(
        from total in Gen.Choose(1, 5000)
        from thousandths in Gen.Choose(0, 1000)
        select (total * thousandths / 1000.0, total));

    [Fact]
    public void The_ends_are_the_shares_that_lie_196_standard_errors_from_the_observed_one() =>
        Prop.ForAll(Observations, seen =>
        {
            var interval = Wilson.Interval(seen.Count, seen.Total);
            var share = seen.Count / seen.Total;
            foreach (var end in new[] { interval.Lower, interval.Upper })                  // the defining equation (Wilson 1927)
            {
                if (end is > 0 and < 1) { Assert.Equal(1.959963984540054, Math.Abs(share - end) / Math.Sqrt(end * (1 - end) / seen.Total), 1e-6); }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_interval_holds_the_share_and_stays_in_0_to_1() =>
        Prop.ForAll(Observations, seen =>
        {
            var interval = Wilson.Interval(seen.Count, seen.Total);
            return interval.Contains(seen.Count / seen.Total) && interval.Lower >= 0 && interval.Upper <= 1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_other_answer_has_the_mirrored_interval() =>
        Prop.ForAll(Observations, seen =>
        {
            var (one, other) = (Wilson.Interval(seen.Count, seen.Total), Wilson.Interval(seen.Total - seen.Count, seen.Total));
            return Math.Abs(one.Lower - (1 - other.Upper)) < 1e-12 && Math.Abs(one.Upper - (1 - other.Lower)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 10, 0, 0.27753)]            // z² / (n + z²)
    [InlineData(10, 10, 0.72247, 1)]
    [InlineData(5, 10, 0.23659, 0.76341)]
    [InlineData(0, 0, 0, 1)]                   // nothing seen, nothing known
    public void Small_samples_have_wide_intervals(double count, double total, double lower, double upper)
    {
        var interval = Wilson.Interval(count, total);
        Assert.Equal(lower, interval.Lower, 5e-6);
        Assert.Equal(upper, interval.Upper, 5e-6);
    }

    [Fact]
    public void More_than_all_is_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(11, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(-1, 10));
    }
}
