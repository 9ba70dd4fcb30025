using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class ProfileTests
{
    private static readonly string[] Three = ["Q1", "Q2", "Q3"];

    [Fact]
    public void Cosine_uses_the_probes_that_both_have()
    {
        var (one, other) = (new Profile("ONE", Three, [0.6, 0.8, 0.4]), new Profile("TWO", Three, [0.8, 0.6, double.NaN]));
        Assert.Equal(0.96, one.Cosine(other), 1e-12);
        Assert.Equal(one.Cosine(other), other.Cosine(one));
        Assert.Equal(1, one.Cosine(one), 1e-12);
    }

    [Fact]
    public void Nothing_in_common_has_no_cosine() =>
        Assert.Equal(double.NaN, new Profile("ONE", Three, [0.6, double.NaN, double.NaN]).Cosine(new Profile("TWO", Three, [double.NaN, 0.6, 0.8])));

    [Fact]
    public void Profiles_over_different_probes_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => new Profile("ONE", Three, [1, 1, 1]).Cosine(new Profile("TWO", ["Q1", "Q2", "Q4"], [1, 1, 1])));
}
