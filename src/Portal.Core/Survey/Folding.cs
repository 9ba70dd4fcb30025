namespace Portal.Core.Survey;

/// <summary>The share of respondents who gave one answer option.</summary>
/// <param name="Code">The option's code in the questionnaire.</param>
/// <param name="Share">Share of valid answers, in [0, 1].</param>
public readonly record struct OptionShare(int Code, double Share);

/// <summary>How a question's answer options are joined to a probe's two candidates: every option goes to the closer end of the scale (thesis, section 7.3.5).</summary>
/// <param name="First">Codes on the side of the first candidate.</param>
/// <param name="Middle">Codes of an exact midpoint: half of their share counts for each side.</param>
/// <param name="Second">Codes on the side of the second candidate.</param>
/// <param name="Excluded">Codes that fit neither candidate and leave the denominator.</param>
public sealed record Folding(IReadOnlyList<int> First, IReadOnlyList<int> Middle, IReadOnlyList<int> Second, IReadOnlyList<int> Excluded)
{
    /// <summary>(A + M/2) / (A + M + B) with A, M, B the summed shares of the three groups; <see langword="null"/> where nobody chose any of them.</summary>
    public double? ShareFirst(IReadOnlyList<OptionShare> options)
    {
        var (first, middle, second) = (Sum(options, First), Sum(options, Middle), Sum(options, Second));
        var counted = first + middle + second;
        return counted > 0 ? (first + middle / 2) / counted : null;
    }

    /// <summary>The share of valid answers that the folding counts: 1 where no option is excluded.</summary>
    public double CountedShare(IReadOnlyList<OptionShare> options) => Sum(options, First) + Sum(options, Middle) + Sum(options, Second);

    private static double Sum(IReadOnlyList<OptionShare> options, IReadOnlyList<int> codes)
    {
        var sum = 0.0;
        foreach (var option in options)
        {
            if (codes.Contains(option.Code)) { sum += option.Share; }
        }
        return sum;
    }
}
