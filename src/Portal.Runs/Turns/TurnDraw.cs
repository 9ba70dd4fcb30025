using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Runs.Turns;

/// <summary>One sampled response. It is stored before anybody sees it.</summary>
public sealed class TurnDraw
{
    public required string TurnId { get; init; }

    public required Arm Arm { get; init; }

    /// <summary>Position within the arm, from 0; unique together with turn and arm.</summary>
    public required int Index { get; init; }

    /// <summary>Position of arrival within the turn, from 1; a reader who has seen draw <c>n</c> asks for those after <c>n</c>.</summary>
    public required int Order { get; init; }

    /// <summary>The prompt as it was sent.</summary>
    public required string Prompt { get; init; }

    /// <summary>The candidate that the prompt showed first.</summary>
    public required Side ShownFirst { get; init; }

    /// <summary>The response as it came; never markup of ours.</summary>
    public required string Text { get; init; }

    /// <summary>What <see cref="Text"/> was read as.</summary>
    public required Answer Answer { get; init; }

    /// <summary>Time from the sending of its request to this response.</summary>
    public required int Milliseconds { get; init; }
}

/// <summary>The model's own reason for one draw, asked for afterwards (thesis, section 8.6). It need not be faithful.</summary>
public sealed class Explanation
{
    public required string TurnId { get; init; }

    public required Arm Arm { get; init; }

    /// <summary>The <see cref="TurnDraw.Index"/> that it explains.</summary>
    public required int Index { get; init; }

    public required DateTime CreatedUtc { get; init; }

    public required string Text { get; init; }
}
