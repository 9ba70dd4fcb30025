using Portal.Core.Alignment;
using Portal.Core.Statistics;
using Portal.Core.Survey;
using Portal.Runs.Turns;

namespace Portal.Web.Playground;

/// <summary>What the draws of a turn say (thesis, section 8.4.4).</summary>
public static class TurnSummary
{
    /// <summary>The summary of the draws that have arrived.</summary>
    public static SummaryLine Of(Turn turn, IEnumerable<TurnDraw> draws) => Of(turn, draws.Select(draw => (draw.Arm, draw.Answer)));

    /// <inheritdoc cref="Of(Turn, IEnumerable{TurnDraw})"/>
    public static SummaryLine Of(Turn turn, IEnumerable<(Arm Arm, Answer Answer)> draws)
    {
        var majority = turn.GroundTruth?.Majority;
        var (zeroShot, aligned) = (ResponseDistribution.Empty, ResponseDistribution.Empty);
        foreach (var (arm, answer) in draws)
        {
            if (arm == Arm.ZeroShot) { zeroShot = zeroShot.Add(answer); } else { aligned = aligned.Add(answer); }
        }
        var outcome = majority is { } known && zeroShot.Total > 0 ? new AlignmentOutcome(known, zeroShot, aligned) : null;
        return new SummaryLine(
            turn.Id,
            turn.State,
            turn.Failure,
            Summarise(zeroShot, turn.Samples, majority),
            Summarise(aligned, turn.Samples, majority),
            majority,
            outcome?.IsMisaligned,
            outcome is { IsMisaligned: true } ? outcome.Change : null,
            outcome is { IsMisaligned: true } ? outcome.ErrorReduction : null);
    }

    private static ArmSummary Summarise(ResponseDistribution draws, int asked, Side? majority)
    {
        return new ArmSummary(draws.Total, asked, Of(draws.First), Of(draws.Second), Of(draws.Refused), Of(draws.Unparsed), majority is { } side ? Of(draws.Aligned(side)) : null);

        Share Of(int count)
        {
            if (draws.Total == 0) { return new Share(count, null, null, null); }
            var interval = Wilson.Interval(count, draws.Total);
            return new Share(count, (double)count / draws.Total, interval.Lower, interval.Upper);
        }
    }
}
