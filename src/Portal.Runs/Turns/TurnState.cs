namespace Portal.Runs.Turns;

/// <summary>Where a turn stands.</summary>
public enum TurnState
{
    /// <summary>Accepted; other turns go first, or the model still loads.</summary>
    Queued,

    /// <summary>Draws are arriving.</summary>
    Running,

    /// <summary>Every draw asked for has arrived.</summary>
    Complete,

    /// <summary>A reader stopped it; what had arrived is kept.</summary>
    Stopped,

    /// <summary>It ended with <see cref="Turn.Failure"/>; what had arrived is kept.</summary>
    Failed,

    /// <summary>The portal ended before the turn did; what had arrived is kept.</summary>
    Interrupted,
}

/// <summary>Questions about a <see cref="TurnState"/>.</summary>
public static class TurnStates
{
    /// <summary>Whether a turn in this state gets no further draw.</summary>
    public static bool IsFinished(this TurnState state) => state is not (TurnState.Queued or TurnState.Running);
}

/// <summary>Why a turn failed, in words for its reader.</summary>
/// <param name="Code">Stable short name for scripts: <c>endpoint-unreachable</c>.</param>
/// <param name="Message">What happened, with the address, file or field that it happened to.</param>
/// <param name="Remedy">What the reader can do.</param>
public sealed record Failure(string Code, string Message, string Remedy);
