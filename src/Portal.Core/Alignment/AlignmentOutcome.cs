using Portal.Core.Survey;

namespace Portal.Core.Alignment;

/// <summary>What demonstrations did to the alignment of a probe (thesis, section 8.4.4).</summary>
public enum AlignmentChange
{
    /// <summary>A larger share of draws equals the majority answer (+).</summary>
    Improved,

    /// <summary>The same share (/).</summary>
    Constant,

    /// <summary>A smaller share (-).</summary>
    Decreased,
}

/// <summary>The responses to one probe, asked directly and with demonstrations, against the majority answer of a country.</summary>
/// <param name="Majority">The country's majority answer.</param>
/// <param name="ZeroShot">Draws without demonstrations.</param>
/// <param name="Aligned">Draws with demonstrations; <see cref="ResponseDistribution.Empty"/> where there are none (yet). The number of draws may differ.</param>
public sealed record AlignmentOutcome(Side Majority, ResponseDistribution ZeroShot, ResponseDistribution Aligned)
{
    /// <summary>Whether any zero-shot draw differs from the majority answer: only then is there something to improve.</summary>
    public bool IsMisaligned => ZeroShot.IsMisaligned(Majority);

    /// <summary>Compares the shares of draws that equal the majority answer; <see langword="null"/> while one side has no draws.</summary>
    public AlignmentChange? Change
    {
        get
        {
            if (ZeroShot.Total == 0 || Aligned.Total == 0) { return null; }
            // Shares are compared as fractions, so that 3 of 10 and 6 of 20 are the same.
            var before = (long)ZeroShot.Aligned(Majority) * Aligned.Total;
            var after = (long)Aligned.Aligned(Majority) * ZeroShot.Total;
            return after > before ? AlignmentChange.Improved : after < before ? AlignmentChange.Decreased : AlignmentChange.Constant;
        }
    }

    /// <summary>(δ zero-shot - δ aligned) / δ zero-shot for an improved probe, in (0, 1] (thesis, equation 8.1); <see langword="null"/> for any other.</summary>
    public double? ErrorReduction
    {
        get
        {
            if (Change != AlignmentChange.Improved) { return null; }
            var before = ZeroShot.Misalignment(Majority);
            return (before - Aligned.Misalignment(Majority)) / before;
        }
    }
}
