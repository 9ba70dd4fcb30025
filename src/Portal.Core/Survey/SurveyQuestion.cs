namespace Portal.Core.Survey;

/// <summary>One answer option of a survey question.</summary>
/// <param name="Code">The option's code in the questionnaire.</param>
/// <param name="Label">A short English label in the project's own words: <c>fairly</c>, <c>10: agree</c>.</param>
public sealed record AnswerOption(int Code, string Label);

/// <summary>A question of the survey, as one probe asks it; a question with several probes stands here once for each.</summary>
/// <param name="Question">The question's id: <c>Q106</c>.</param>
/// <param name="ProbeId">The probe's id: <c>Q106a</c>; <see langword="null"/> where no probe asks the question.</param>
/// <param name="Category">One of the survey's thirteen categories.</param>
/// <param name="InUse">Whether the probe is one of the 237 of the eleven categories in use.</param>
/// <param name="Scale">The kind of scale: <c>importance-4</c>.</param>
/// <param name="Gist">What the question is about, in a few English words.</param>
/// <param name="Options">The answer options, by code; empty where no figures are at hand.</param>
/// <param name="Folding">How the options become two sides; <see langword="null"/> where no probe asks the question.</param>
/// <param name="FirstWord">English word for the first side.</param>
/// <param name="SecondWord">English word for the second side; empty where the probe has only one.</param>
/// <param name="Note">What a careful reader should know; empty for most.</param>
public sealed record SurveyQuestion(
    string Question,
    string? ProbeId,
    string Category,
    bool InUse,
    string Scale,
    string Gist,
    IReadOnlyList<AnswerOption> Options,
    Folding? Folding,
    string FirstWord,
    string SecondWord,
    string Note);

/// <summary>How the respondents of one country answered one question, before folding.</summary>
/// <param name="Country">ISO 3166-1 alpha-3 code.</param>
/// <param name="Question">The question's id.</param>
/// <param name="Shares">Share of each option that was on offer, summing to 1.</param>
/// <param name="Respondents">Unweighted valid answers; <see langword="null"/> where the source publishes none.</param>
/// <param name="Basis"><c>W_WEIGHT</c> or <c>unweighted</c>.</param>
/// <param name="Source">Letter of the source file, see <c>data/survey/README.md</c>.</param>
/// <param name="EffectiveRespondents">Effective sample size behind the shares (<see cref="EffectiveSize"/>); <see langword="null"/> where the source gives none.</param>
public sealed record AnswerShares(
    string Country, string Question, IReadOnlyList<OptionShare> Shares, int? Respondents, string Basis, string Source, double? EffectiveRespondents = null)
{
    /// <summary>These answers folded onto the two candidates of <paramref name="question"/>'s probe; <see langword="null"/> where nobody chose a counted option.</summary>
    public GroundTruth? Fold(SurveyQuestion question, MidpointRule midpoints = MidpointRule.Half)
    {
        if (question.Folding is not { } folding || question.ProbeId is not { } probe || folding.ShareFirst(Shares, midpoints) is not { } first) { return null; }
        var counted = folding.CountedShare(Shares, midpoints);
        var respondents = Respondents is { } n ? (int?)Math.Round(n * counted) : null;
        return new GroundTruth(Country, probe, Math.Clamp(first, 0, 1), respondents, Basis, Source, EffectiveRespondents * counted);
    }
}
