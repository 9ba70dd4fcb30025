namespace Portal.Core.Statistics;

/// <summary>A closed interval.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>Whether a value lies in the interval, its ends included.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}

/// <summary>The score interval of a share (Wilson 1927): unlike the normal approximation it stays in [0, 1] and holds for few observations.</summary>
public static class Wilson
{
    private const double Z = 1.959963984540054;         // the 97.5 % quantile of the standard normal distribution

    /// <summary>The 95 % interval of a share that was seen in <paramref name="total"/> independent observations.</summary>
    /// <param name="count">Observations that have the property; need not be whole, as with weighted shares.</param>
    /// <param name="total">All observations; 0 gives [0, 1], as nothing is known.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not in [0, total].</exception>
    public static Interval Interval(double count, double total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        if (total == 0) { return new Interval(0, 1); }
        var share = count / total;
        var middle = share + Z * Z / (2 * total);
        var half = Z * Math.Sqrt(share * (1 - share) / total + Z * Z / (4 * total * total));
        var scale = 1 + Z * Z / total;
        // At 0 and 1 the ends are exact; rounding would put them a hair inside.
        return new Interval(count == 0 ? 0 : (middle - half) / scale, count == total ? 1 : (middle + half) / scale);
    }
}
