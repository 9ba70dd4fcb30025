using Portal.Core.Survey;

namespace Portal.Core.Alignment;

/// <summary>How the demonstrations for a probe are chosen (thesis, section 8.4.3).</summary>
public enum SelectionStrategy
{
    /// <summary>Any other probe of the language.</summary>
    Random,

    /// <summary>Any other probe of the same survey category.</summary>
    RandomCategory,

    /// <summary>The probes of the same category with the highest chrF++ to the test probe.</summary>
    ChrfCategory,

    /// <summary>The probes of any category with the highest chrF++ to the test probe.</summary>
    Chrf,
}

/// <summary>A probe completed with the majority answer of a country, shown to the model before the test probe (thesis, section 8.4).</summary>
/// <param name="Probe">The completed probe; never the test probe.</param>
/// <param name="Answer">The country's majority answer.</param>
/// <param name="Similarity">chrF++ in [0, 100] to the test probe; also given for random strategies, so that the reader can judge them.</param>
public sealed record Demonstration(Probe Probe, Side Answer, double Similarity)
{
    /// <summary>The completed sentence as it stands in the prompt.</summary>
    public string Text => Probe.Complete(Answer);
}
