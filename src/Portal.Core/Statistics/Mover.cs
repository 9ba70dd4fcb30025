namespace Portal.Core.Statistics;

/// <summary>
/// The interval of a difference from those of its two parts, which must be independent: the "method of variance estimates recovery" (Zou and Donner
/// 2008). With <see cref="Wilson"/> intervals of two shares it is method 10 of Newcombe (1998), which stays in [-1, 1] and holds for shares near 0 and 1.
/// </summary>
public static class Mover
{
    /// <summary>The interval of <paramref name="first"/> - <paramref name="second"/>, at the level that both intervals have.</summary>
    public static Interval Difference(double first, Interval firstInterval, double second, Interval secondInterval)
    {
        var difference = first - second;
        return new Interval(
            difference - double.Hypot(first - firstInterval.Lower, secondInterval.Upper - second),
            difference + double.Hypot(firstInterval.Upper - first, second - secondInterval.Lower));
    }
}
