namespace Portal.Core.Survey;

/// <summary>One of the two candidate answers of a <see cref="Probe"/>.</summary>
public enum Side
{
    /// <summary>The probe's first candidate (side A of the survey's folding).</summary>
    First,

    /// <summary>The probe's second candidate (side B of the survey's folding).</summary>
    Second,
}

/// <summary>A cloze probe: a sentence with one blank and the two candidate answers that fill it (Arora et al. 2023; thesis, section 8.4).</summary>
/// <param name="Id">The question id, with a letter where one question has several probes: <c>Q6</c>, <c>Q106a</c>.</param>
/// <param name="Question">The survey question whose answers are this probe's ground truth: <c>Q6</c>; <see langword="null"/> for a reader's own question.</param>
/// <param name="Category">The survey category; <see langword="null"/> for a reader's own question, which has neither category nor ground truth.</param>
/// <param name="Language">BCP 47 tag of the template and the candidates.</param>
/// <param name="Template">The sentence, with exactly one <see cref="Blank"/>.</param>
/// <param name="First">The candidate of side A.</param>
/// <param name="Second">The candidate of side B.</param>
public sealed record Probe(string Id, string? Question, string? Category, string Language, string Template, string First, string Second)
{
    /// <summary>The character that stands for the missing answer.</summary>
    public const char Blank = '_';

    /// <summary>The id of a reader's own question.</summary>
    public const string OwnId = "custom";

    /// <summary>A reader's own question.</summary>
    /// <exception cref="SurveyException">The sentence or an answer breaks a rule of <see cref="ProbeRules"/>; the message names all that do.</exception>
    public static Probe Own(string language, string template, string first, string second)
    {
        var problems = ProbeRules.Check(template, first, second);
        return problems.Count == 0
            ? new Probe(OwnId, null, null, language, template, first, second)
            : throw new SurveyException(string.Join("; ", problems.Select(p => $"{p.Field}: {p.Problem}")));
    }

    /// <summary>The candidate answer of <paramref name="side"/>.</summary>
    public string Candidate(Side side) => side == Side.First ? First : Second;

    /// <summary>The sentence with its blank filled by the candidate of <paramref name="side"/>.</summary>
    public string Complete(Side side) => Template.Replace(Blank.ToString(), Candidate(side), StringComparison.Ordinal);
}
