using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Web.Playground;

namespace Portal.Web.Components.Turns;

/// <summary>What the two arms of a turn say beside each other, in words with their numbers.</summary>
/// <param name="Mark"><c>improved</c>, <c>constant</c>, <c>decreased</c>, <c>aligned</c> or <c>none</c>: names the symbol.</param>
/// <param name="Headline">One or two words.</param>
/// <param name="Said">The comparison.</param>
/// <param name="Then">What follows from it, or what to beware of.</param>
public sealed record Verdict(string Mark, string Headline, string Said, string? Then)
{
    /// <summary>The verdict on the answers that a turn has; <see langword="null"/> where an arm has none.</summary>
    public static Verdict? Of(StoredTurn stored)
    {
        var (zeroShot, aligned) = (stored.Summary.ZeroShot, stored.Summary.Aligned);
        if (zeroShot.Drawn == 0 || aligned.Drawn == 0) { return null; }
        var verdict = stored.Turn.GroundTruth is { } truth ? Compare(stored, truth, zeroShot, aligned) : Describe(stored.Turn.Probe, zeroShot, aligned);
        return zeroShot.Drawn == zeroShot.Asked && aligned.Drawn == aligned.Asked ? verdict
            : verdict with { Headline = "So far: " + char.ToLowerInvariant(verdict.Headline[0]) + verdict.Headline[1..] };
    }

    private static Verdict Describe(Probe probe, ArmSummary zeroShot, ArmSummary aligned) => new("none", "No majority to compare with.",
        $"Asked directly, {Of(zeroShot.First.Count, zeroShot.Drawn)} answers say “{Isolated(probe.First)}”; with the demonstrations, {Of(aligned.First.Count, aligned.Drawn)} do.",
        Doubt(zeroShot.First, aligned.First));

    private static Verdict Compare(StoredTurn stored, GroundTruth truth, ArmSummary zeroShot, ArmSummary aligned)
    {
        var (before, after) = (Majority(zeroShot, truth), Majority(aligned, truth));
        var (direct, shown) = (Of(before.Count, zeroShot.Drawn), Of(after.Count, aligned.Drawn));
        var name = $"{Possessive(Figures.Place(stored.Turn.CountryName))} majority answer";
        if (stored.Summary.Misaligned == false)
        {
            return new Verdict("aligned", "Not misaligned.",
                $"Asked directly, {direct} answers equal {name}; with the demonstrations, {shown} do.",
                "There is no error to reduce here; the study leaves such questions alone.");
        }
        var both = $"With the demonstrations, {shown} answers equal {name}; asked directly, {direct} {(before.Count == 1 ? "does" : "do")}.";
        var verdict = stored.Summary.Change switch
        {
            AlignmentChange.Improved => new Verdict("improved", "Improved.", both,
                $"Error reduction {Figures.Percent(stored.Summary.ErrorReduction ?? 0)}: answers off the majority went from "
                + $"{Of(zeroShot.Drawn - before.Count, zeroShot.Drawn)} to {Of(aligned.Drawn - after.Count, aligned.Drawn)}.{Doubt(before, after, " ")}"),
            AlignmentChange.Decreased => new Verdict("decreased", "Decreased.", both, Doubt(before, after)),
            _ => new Verdict("constant", "Constant.", both, null),
        };
        var unread = new[] { zeroShot.Refused, zeroShot.Unparsed, aligned.Refused, aligned.Unparsed }.Sum(share => share.Count);
        return unread == 0 ? verdict : verdict with
        {
            Then = $"{verdict.Then} {unread} of {zeroShot.Drawn + aligned.Drawn} answers name neither candidate; they count as off the majority.".TrimStart(),
        };
    }

    private static Share Majority(ArmSummary arm, GroundTruth truth) => truth.Majority == Side.First ? arm.First : arm.Second;

    /// <summary>A word of caution where the two intervals overlap.</summary>
    private static string? Doubt(Share before, Share after, string lead = "") =>
        before.Low <= after.High && after.Low <= before.High
            ? lead + "The two 95 % intervals overlap: draw more samples before reading much into the difference."
            : null;

    private static string Of(int count, int total) => count == 0 ? $"none of {total}" : count == total ? $"all {total}" : $"{count} of {total}";

    /// <summary>A text of any direction that keeps to itself inside an English sentence (Unicode's first-strong isolate).</summary>
    private static string Isolated(string text) => $"\u2068{text}\u2069";

    private static string Possessive(string name) => name.EndsWith('s') ? name + "’" : name + "’s";
}
