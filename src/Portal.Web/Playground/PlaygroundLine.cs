using System.Text.Json.Serialization;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Runs.Turns;

namespace Portal.Web.Playground;

/// <summary>
/// One change of a turn, as the page, the HTTP interface and the hub receive it: first a <see cref="TurnLine"/>, then
/// <see cref="DrawLine"/>s and <see cref="StateLine"/>s as they happen, last a <see cref="SummaryLine"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TurnLine), "turn")]
[JsonDerivedType(typeof(StateLine), "state")]
[JsonDerivedType(typeof(DrawLine), "draw")]
[JsonDerivedType(typeof(SummaryLine), "summary")]
public abstract record PlaygroundLine;

/// <summary>What was asked; see <see cref="Turn"/> for the fields.</summary>
/// <param name="Request">Posting this again asks the same.</param>
/// <param name="ProbeId"><see langword="null"/> for a reader's own question.</param>
/// <param name="GroundTruth"><see langword="null"/> where the survey has no answers of this country.</param>
public sealed record TurnLine(
    string Id,
    DateTime CreatedUtc,
    TurnState State,
    PlaygroundRequest Request,
    string Model,
    string Endpoint,
    string Country,
    string CountryName,
    string Language,
    string? ProbeId,
    Probe Probe,
    SelectionStrategy Strategy,
    int Samples,
    double Temperature,
    long Seed,
    IReadOnlyList<Demonstration> Demonstrations,
    GroundTruth? GroundTruth,
    Provenance Provenance) : PlaygroundLine;

/// <summary>Where the turn stands now.</summary>
/// <param name="Ahead">Turns that go first, while it is queued.</param>
public sealed record StateLine(TurnState State, int? Ahead) : PlaygroundLine;

/// <summary>One response.</summary>
/// <param name="Order">Position of arrival, from 1: give the last one seen to go on after it.</param>
/// <param name="Index">Position within the arm, from 0.</param>
/// <param name="Text">As the model gave it; may hold markup, show it as text.</param>
/// <param name="ShownFirst">The candidate that the prompt named first.</param>
/// <param name="Milliseconds">How long the model took for it.</param>
public sealed record DrawLine(int Order, Arm Arm, int Index, string Text, Answer Answer, Side ShownFirst, int Milliseconds, string Prompt) : PlaygroundLine
{
    public static DrawLine Of(TurnDraw draw) =>
        new(draw.Order, draw.Arm, draw.Index, draw.Text, draw.Answer, draw.ShownFirst, draw.Milliseconds, draw.Prompt);
}

/// <summary>The model's own reason for one draw.</summary>
public sealed record ExplanationLine(Arm Arm, int Index, string Text, DateTime CreatedUtc)
{
    public static ExplanationLine Of(Explanation explanation) => new(explanation.Arm, explanation.Index, explanation.Text, explanation.CreatedUtc);
}

/// <summary>How the turn ended and what its draws say. Null where too little has arrived to say it, or nobody knows the country's answer.</summary>
/// <param name="State">Complete, stopped, failed or interrupted.</param>
/// <param name="Failure">Why, where it failed or was interrupted.</param>
/// <param name="Majority">The country's majority answer.</param>
/// <param name="Misaligned">Whether fewer than all zero-shot draws gave the majority answer.</param>
/// <param name="Change">How the aligned draws compare with the zero-shot draws.</param>
/// <param name="ErrorReduction">(δ zero-shot - δ aligned) / δ zero-shot with δ the share of draws off the majority answer; for improved probes.</param>
public sealed record SummaryLine(
    string Id,
    TurnState State,
    Failure? Failure,
    ArmSummary ZeroShot,
    ArmSummary Aligned,
    Side? Majority,
    bool? Misaligned,
    AlignmentChange? Change,
    double? ErrorReduction) : PlaygroundLine;

/// <summary>The response distribution of one arm.</summary>
/// <param name="Drawn">Draws that arrived, of <paramref name="Asked"/>.</param>
/// <param name="Majority">Draws that gave the country's majority answer; <see langword="null"/> where that is unknown.</param>
public sealed record ArmSummary(int Drawn, int Asked, Share First, Share Second, Share Refused, Share Unparsed, Share? Majority);

/// <summary>A share of draws with its Wilson 95 % interval over the draws; <see langword="null"/> before the first draw.</summary>
public sealed record Share(int Count, double? Value, double? Low, double? High);
