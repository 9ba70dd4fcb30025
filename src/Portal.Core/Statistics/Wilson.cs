using MathNet.Numerics.Distributions;

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
    /// <summary>The confidence level of every interval that does not say otherwise.</summary>
    public const double Level = 0.95;

    private const double Z95 = 1.959963984540054;       // the 97.5 % quantile of the standard normal distribution

    /// <summary>The interval of a share that was seen in <paramref name="total"/> independent observations.</summary>
    /// <param name="count">Observations that have the property; need not be whole, as with weighted shares.</param>
    /// <param name="total">All observations; 0 gives [0, 1], as nothing is known.</param>
    /// <param name="level">Confidence level, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not in [0, total].</exception>
    public static Interval Interval(double count, double total, double level = Level)
    {
        var z = Quantile(level);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        if (total == 0) { return new Interval(0, 1); }
        var share = count / total;
        var middle = share + z * z / (2 * total);
        var half = z * Math.Sqrt(share * (1 - share) / total + z * z / (4 * total * total));
        var scale = 1 + z * z / total;
        // At 0 and 1 the ends are exact; rounding would put them a hair inside.
        return new Interval(count == 0 ? 0 : (middle - half) / scale, count == total ? 1 : (middle + half) / scale);
    }

    /// <summary>How many standard errors a two-sided normal interval of a level reaches to each side: 1.96 for 0.95.</summary>
    public static double Quantile(double level) => level == Level ? Z95 : Normal.InvCDF(0, 1, (1 + level) / 2);
}
