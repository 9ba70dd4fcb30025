using Portal.Core.Statistics;

namespace Portal.Core.Alignment;

/// <summary>A share of probes with its 95 % Wilson interval. What is random is the probe: draws of one probe are not counted again.</summary>
/// <param name="Count">Probes that have the property.</param>
/// <param name="Total">Probes that could have it.</param>
public readonly record struct ProbeShare(int Count, int Total)
{
    /// <summary>Count / Total; <see cref="double.NaN"/> for no probes.</summary>
    public double Share => (double)Count / Total;

    /// <summary>95 % Wilson interval; [0, 1] for no probes.</summary>
    public Interval Interval => Wilson.Interval(Count, Total);
}

/// <summary>
/// Self-alignment over many probes (thesis, table 8.1 and figure 8.7). Improved, constant and decreased are counted among the misaligned probes that were
/// sampled again with demonstrations; a probe that is aligned to begin with never counts as decreased.
/// </summary>
public sealed record AlignmentSummary
{
    private AlignmentSummary(int probes, List<AlignmentOutcome> misaligned)
    {
        Misaligned = new ProbeShare(misaligned.Count, probes);
        var resampled = misaligned.Where(o => o.Change is not null).ToList();
        ProbeShare Among(AlignmentChange change) => new(resampled.Count(o => o.Change == change), resampled.Count);
        (Improved, Constant, Decreased) = (Among(AlignmentChange.Improved), Among(AlignmentChange.Constant), Among(AlignmentChange.Decreased));
        ErrorReductions = [.. resampled.Select(o => o.ErrorReduction).OfType<double>().Order()];
    }

    /// <summary>Misaligned probes among those with zero-shot draws.</summary>
    public ProbeShare Misaligned { get; }

    /// <summary>Improved probes among those sampled again.</summary>
    public ProbeShare Improved { get; }

    /// <summary>Unchanged probes among those sampled again.</summary>
    public ProbeShare Constant { get; }

    /// <summary>Worsened probes among those sampled again.</summary>
    public ProbeShare Decreased { get; }

    /// <summary>The error reduction of every improved probe, ascending: what the histogram of the thesis shows.</summary>
    public IReadOnlyList<double> ErrorReductions { get; }

    /// <summary>Sums up outcomes; those without zero-shot draws are left out.</summary>
    public static AlignmentSummary Of(IEnumerable<AlignmentOutcome> outcomes)
    {
        var sampled = outcomes.Where(o => o.ZeroShot.Total > 0).ToList();
        return new AlignmentSummary(sampled.Count, [.. sampled.Where(o => o.IsMisaligned)]);
    }
}
