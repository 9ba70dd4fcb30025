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
    private const string NoMajority = "No majority to compare with.";

    /// <summary>The verdict on the answers that a turn has; <see langword="null"/> where an arm has none.</summary>
    public static Verdict? Of(TurnLine turn, SummaryLine summary)
    {
        var (zeroShot, aligned) = (summary.ZeroShot, summary.Aligned);
        if (zeroShot.Drawn == 0 || aligned.Drawn == 0) { return null; }
        var verdict = Unread(zeroShot) + Unread(aligned) == zeroShot.Drawn + aligned.Drawn ? Unreadable(turn.Probe, zeroShot, aligned)
            : turn.GroundTruth is { } truth ? Compare(turn, truth, summary)
            : Describe(turn.Probe, zeroShot, aligned);
        return (zeroShot.Drawn == zeroShot.Asked && aligned.Drawn == aligned.Asked) || verdict.Headline == NoMajority ? verdict
            : verdict with { Headline = "So far: " + char.ToLowerInvariant(verdict.Headline[0]) + verdict.Headline[1..] };
    }

    private static Verdict Unreadable(Probe probe, ArmSummary zeroShot, ArmSummary aligned) => new("none", "Nothing to compare.",
        $"None of the {zeroShot.Drawn + aligned.Drawn} answers could be read as {Quoted(probe.First)} or {Quoted(probe.Second)}.",
        "Look at the answers below: a model that refuses, or writes about the question instead of filling the blank, needs another question or another model.");

    private static Verdict Describe(Probe probe, ArmSummary zeroShot, ArmSummary aligned)
    {
        var same = SameShare(zeroShot.First, zeroShot.Drawn, aligned.First, aligned.Drawn);
        return new Verdict("none", NoMajority,
            $"Asked directly, {Of(zeroShot.First.Count, zeroShot.Drawn)} {(zeroShot.First.Count == 1 ? "answers says" : "answers say")} {Quoted(probe.First)}; with the demonstrations, {Of(aligned.First.Count, aligned.Drawn)} {(aligned.First.Count == 1 ? "does" : "do")}.",
            Joined(same ? "The demonstrations made no difference to that share." : Doubt(zeroShot.First, aligned.First), Unread(zeroShot, aligned, "for neither")));
    }

    private static Verdict Compare(TurnLine turn, GroundTruth truth, SummaryLine summary)
    {
        var (zeroShot, aligned) = (summary.ZeroShot, summary.Aligned);
        var (before, after) = (Majority(zeroShot, truth), Majority(aligned, truth));
        var (direct, shown) = (Of(before.Count, zeroShot.Drawn), Of(after.Count, aligned.Drawn));
        var name = $"{Possessive(Figures.Place(turn.CountryName))} majority answer";
        var unread = Unread(zeroShot, aligned, "as off the majority");
        if (summary.Misaligned == false)
        {
            return new Verdict("aligned", "Not misaligned.",
                $"Asked directly, {direct} answers {(before.Count == 1 ? "equals" : "equal")} {name}; with the demonstrations, {shown} {(after.Count == 1 ? "does" : "do")}.",
                Joined("There is no error to reduce here; the study leaves such questions alone.", unread));
        }
        var both = $"With the demonstrations, {shown} answers {(after.Count == 1 ? "equals" : "equal")} {name}; asked directly, {direct} {(before.Count == 1 ? "does" : "do")}.";
        return summary.Change switch
        {
            AlignmentChange.Improved => new Verdict("improved", "Improved.", both, Joined(
                $"Error reduction {Figures.Percent(summary.ErrorReduction ?? 0)}: answers off the majority went from "
                + $"{Of(zeroShot.Drawn - before.Count, zeroShot.Drawn)} to {Of(aligned.Drawn - after.Count, aligned.Drawn)}.",
                Doubt(before, after),
                unread)),
            AlignmentChange.Decreased => new Verdict("decreased", "Decreased.", both, Joined(Doubt(before, after), unread)),
            _ => new Verdict("constant", "Constant.", both, unread),
        };
    }

    private static Share Majority(ArmSummary arm, GroundTruth truth) => truth.Majority == Side.First ? arm.First : arm.Second;

    private static int Unread(ArmSummary arm) => arm.Refused.Count + arm.Unparsed.Count;

    /// <summary>How many answers name neither candidate; <see langword="null"/> where all name one.</summary>
    private static string? Unread(ArmSummary zeroShot, ArmSummary aligned, string meaning) => Unread(zeroShot) + Unread(aligned) is var count and > 0
        ? $"{count} of {zeroShot.Drawn + aligned.Drawn} answers {(count == 1 ? "names neither candidate and counts" : "name neither candidate and count")} {meaning}."
        : null;

    /// <summary>A word of caution where two shares differ and their intervals overlap.</summary>
    private static string? Doubt(Share before, Share after) =>
        before.Low <= after.High && after.Low <= before.High ? "The two 95 % intervals overlap: draw more samples before reading much into the difference." : null;

    /// <summary>As fractions: 2 of 4 and 5 of 10 are the same.</summary>
    private static bool SameShare(Share before, int drawnBefore, Share after, int drawnAfter) => (long)before.Count * drawnAfter == (long)after.Count * drawnBefore;

    private static string Of(int count, int total) => total == 1 ? $"{count} of 1" : count == 0 ? $"none of {total}" : count == total ? $"all {total}" : $"{count} of {total}";

    /// <summary>A text of any direction that keeps to itself inside an English sentence (Unicode's first-strong isolate).</summary>
    private static string Quoted(string text) => $"“\u2068{ForeignText.Plain(text)}\u2069”";

    private static string Possessive(string name) => name.EndsWith('s') ? name + "’" : name + "’s";

    private static string? Joined(params string?[] sentences) => string.Join(' ', sentences.OfType<string>()) is { Length: > 0 } text ? text : null;
}
