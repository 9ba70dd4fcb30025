using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Runs.Turns;

/// <summary>
/// One question of the playground: a probe, a country and a model, asked zero-shot and aligned. Everything needed to show it again
/// is kept here and in its <see cref="TurnDraw"/>s, as it was when it was asked; later changes of survey, probes or models do not reach it.
/// </summary>
public sealed class Turn
{
    /// <summary>A <see cref="TurnId"/>; part of the link.</summary>
    public required string Id { get; init; }

    public required DateTime CreatedUtc { get; init; }

    public DateTime? StartedUtc { get; set; }

    public DateTime? FinishedUtc { get; set; }

    public TurnState State { get; set; }

    /// <summary>Set when <see cref="State"/> is <see cref="TurnState.Failed"/> or <see cref="TurnState.Interrupted"/>.</summary>
    public Failure? Failure { get; set; }

    /// <summary>The validated request with every default filled in, as canonical JSON: posting it again asks the same.</summary>
    public required string Request { get; init; }

    /// <summary>The model's id at its endpoint.</summary>
    public required string Model { get; init; }

    /// <summary>The endpoint's name in the configuration.</summary>
    public required string Endpoint { get; init; }

    /// <summary>ISO 3166-1 alpha-3 code.</summary>
    public required string Country { get; init; }

    /// <summary>The country's name when it was asked; <see langword="null"/> in turns older than this column.</summary>
    public string? CountryName { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>The probe's id in its set; <see langword="null"/> for a reader's own question.</summary>
    public string? ProbeId { get; init; }

    /// <summary>The probe's texts as they were asked.</summary>
    public required Probe Probe { get; init; }

    public required SelectionStrategy Strategy { get; init; }

    /// <summary>Draws asked for in each arm.</summary>
    public required int Samples { get; init; }

    public required double Temperature { get; init; }

    /// <summary>Seed of option order, random selection and, where the endpoint honours it, sampling.</summary>
    public required long Seed { get; init; }

    /// <summary>The demonstrations of the aligned arm, in prompt order.</summary>
    public required IReadOnlyList<Demonstration> Demonstrations { get; init; }

    /// <summary>How the country's respondents answered; <see langword="null"/> for a question that the survey did not ask there.</summary>
    public GroundTruth? GroundTruth { get; init; }

    public required Provenance Provenance { get; set; }

    /// <summary>The draws that have arrived, when loaded; see <see cref="TurnDraw.Order"/>.</summary>
    public IList<TurnDraw> Draws { get; init; } = [];

    /// <summary>The explanations asked for, when loaded.</summary>
    public IList<Explanation> Explanations { get; init; } = [];
}

/// <summary>The versions behind a turn.</summary>
/// <param name="ModelFingerprint">What the endpoint says about the weights; <see langword="null"/> where it says nothing.</param>
/// <param name="ProbeSet">Version of the probe set.</param>
/// <param name="Survey">Version of the survey figures.</param>
/// <param name="Code">Version of this program.</param>
public sealed record Provenance(string? ModelFingerprint, string ProbeSet, string Survey, string Code);
