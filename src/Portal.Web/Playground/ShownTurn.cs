using Portal.Core.Alignment;

namespace Portal.Web.Playground;

/// <summary>A turn as a page holds it: everything but the rest of its long answers, which stays in the store.</summary>
/// <param name="Draws">In order of arrival.</param>
/// <param name="Ahead">Turns that go first, while it is queued.</param>
public sealed record ShownTurn(
    TurnLine Turn, IReadOnlyList<ShownDraw> Draws, SummaryLine Summary, IReadOnlyList<ExplanationLine> Explanations, int? Ahead);

/// <summary>One response as a page holds it.</summary>
/// <param name="Order">Position of arrival, from 1.</param>
/// <param name="Index">Position within the arm, from 0.</param>
/// <param name="Start">The answer, or the first <see cref="Most"/> characters of it.</param>
/// <param name="Length">Characters of the whole answer.</param>
/// <param name="Prompt">As it was sent; the draws of a prompt share one string.</param>
public sealed record ShownDraw(int Order, Arm Arm, int Index, string Start, int Length, Answer Answer, string Prompt)
{
    /// <summary>Characters (code points) of an answer that are shown before somebody asks for the rest.</summary>
    public const int Most = 240;

    /// <summary>Whether the answer goes on after <see cref="Start"/>.</summary>
    public bool IsCut => Length > Most;
}
