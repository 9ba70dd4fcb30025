namespace Portal.Core.Survey;

/// <summary>The share of respondents who gave one answer option.</summary>
/// <param name="Code">The option's code in the questionnaire.</param>
/// <param name="Share">Share of valid answers, in [0, 1].</param>
public readonly record struct OptionShare(int Code, double Share);

/// <summary>Where the respondents go who chose an exact midpoint of a scale. The studies do not say.</summary>
public enum MidpointRule
{
    /// <summary>Half to each side: (A + M/2) / (A + M + B). What the portal does unless asked otherwise.</summary>
    Half,

    /// <summary>They leave the denominator: A / (A + B).</summary>
    LeaveOut,

    /// <summary>All to the first side: (A + M) / (A + M + B).</summary>
    First,

    /// <summary>All to the second side: A / (A + M + B).</summary>
    Second,
}

/// <summary>How a question's answer options are joined to a probe's two candidates: every option goes to the closer end of the scale (thesis, section 7.3.5).</summary>
/// <param name="First">Codes on the side of the first candidate.</param>
/// <param name="Middle">Codes of an exact midpoint; a <see cref="MidpointRule"/> says where their share goes.</param>
/// <param name="Second">Codes on the side of the second candidate.</param>
/// <param name="Excluded">Codes that fit neither candidate and leave the denominator.</param>
public sealed record Folding(IReadOnlyList<int> First, IReadOnlyList<int> Middle, IReadOnlyList<int> Second, IReadOnlyList<int> Excluded)
{
    /// <summary>
    /// The first side's share of the answers that count, from A, M, B, the summed shares of the three groups, as <paramref name="midpoints"/> says;
    /// <see langword="null"/> where nobody chose an option that counts.
    /// </summary>
    public double? ShareFirst(IReadOnlyList<OptionShare> options, MidpointRule midpoints = MidpointRule.Half)
    {
        var (first, middle, second) = Sums(options);
        var counted = Counted(first, middle, second, midpoints);
        var taken = midpoints switch
        {
            MidpointRule.Half => middle / 2,
            MidpointRule.First => middle,
            _ => 0,
        };
        return counted > 0 ? (first + taken) / counted : null;
    }

    /// <summary>The share of valid answers that the folding counts: 1 where no option is excluded and midpoints stay in.</summary>
    public double CountedShare(IReadOnlyList<OptionShare> options, MidpointRule midpoints = MidpointRule.Half)
    {
        var (first, middle, second) = Sums(options);
        return Counted(first, middle, second, midpoints);
    }

    private static double Counted(double first, double middle, double second, MidpointRule midpoints) =>
        first + (midpoints == MidpointRule.LeaveOut ? 0 : middle) + second;

    /// <summary>A, M and B. In loops without enumerators: a page folds all 65 x 237 cells.</summary>
    private (double First, double Middle, double Second) Sums(IReadOnlyList<OptionShare> options)
    {
        var (first, middle, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < options.Count; i++)
        {
            var option = options[i];
            if (Has(First, option.Code)) { first += option.Share; }
            else if (Has(Second, option.Code)) { second += option.Share; }
            else if (Has(Middle, option.Code)) { middle += option.Share; }
        }
        return (first, middle, second);
    }

    private static bool Has(IReadOnlyList<int> codes, int code)
    {
        for (var i = 0; i < codes.Count; i++)
        {
            if (codes[i] == code) { return true; }
        }
        return false;
    }
}
