namespace Portal.Web.Playground;

/// <summary>A turn as it is stored: what its link replays.</summary>
/// <param name="Draws">In order of arrival.</param>
/// <param name="Ahead">Turns that go first, while it is queued.</param>
public sealed record StoredTurn(
    TurnLine Turn, IReadOnlyList<DrawLine> Draws, SummaryLine Summary, IReadOnlyList<ExplanationLine> Explanations, int? Ahead);
