using Portal.Core.Statistics;

namespace Portal.Core.Survey;

/// <summary>
/// How alike two countries answer: the cosine of their profiles over the questions that both have. Shares are never negative, so two countries with
/// nothing in common still have a cosine well above 0; only its order means something.
/// </summary>
public static class Similarity
{
    /// <summary>A country is compared if it has at least this part of the questions that the reference has: over few questions any two countries look alike or apart.</summary>
    public const double LeastShared = 0.5;

    /// <summary>Probes that both profiles have a share for.</summary>
    public static int Shared(Profile one, Profile other) => one.SharesFirst.Zip(other.SharesFirst).Count(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second));

    /// <summary>
    /// The cosine of two profiles; <see langword="null"/> where they share too few questions (<see cref="LeastShared"/>). What is random is the question, as if
    /// those asked were drawn from many like them: the delta method on the three sums that a cosine is made of. Questions of one battery hang
    /// together, so the interval is somewhat too narrow. The respondents' own error is left out: with a thousand of them it is several times smaller.
    /// </summary>
    /// <param name="reference">The country that others are compared with.</param>
    /// <param name="other">Another country, over the same probes.</param>
    public static Estimate? To(Profile reference, Profile other)
    {
        var shared = Shared(reference, other);
        var cosine = reference.Cosine(other);
        if (double.IsNaN(cosine) || shared < LeastShared * reference.SharesFirst.Count(share => !double.IsNaN(share))) { return null; }
        var pairs = reference.SharesFirst.Zip(other.SharesFirst).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second)).ToList();
        var (dot, mine, theirs) = (pairs.Sum(p => p.First * p.Second), pairs.Sum(p => p.First * p.First), pairs.Sum(p => p.Second * p.Second));
        // What each question adds to the cosine, to first order; these sum to 0.
        var squares = pairs.Sum(p => Math.Pow(cosine * (p.First * p.Second / dot - p.First * p.First / (2 * mine) - p.Second * p.Second / (2 * theirs)), 2));
        var error = dot > 0 && shared > 1 ? Math.Sqrt(squares * shared / (shared - 1)) : double.NaN;
        var half = Wilson.Quantile(Wilson.Level) * error;
        var same = reference.Country == other.Country;
        Interval? interval = same || double.IsNaN(half) ? null : new Interval(Math.Max(0, cosine - half), Math.Min(1, cosine + half));
        return new Estimate(Math.Min(cosine, 1), interval, null, shared);
    }
}
