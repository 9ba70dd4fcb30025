namespace Portal.Web.Hosting;

/// <summary>What the local model host is doing.</summary>
public enum HostPhase
{
    /// <summary>The configuration turns it off.</summary>
    Off,

    /// <summary>It loads.</summary>
    Starting,

    /// <summary>It answers.</summary>
    Ready,

    /// <summary>It has ended and is started again after a pause.</summary>
    Restarting,

    /// <summary>It has failed to start several times in a row, or there is no program to start; it is tried again, ever more rarely.</summary>
    Hopeless,
}

/// <summary>Where the local model host stands.</summary>
/// <param name="Address">Where it listens, while it is ready.</param>
/// <param name="ProcessId">Its process, while it is ready.</param>
/// <param name="Problem">Why it does not answer, where that is known.</param>
/// <param name="Starts">How often it has been started.</param>
public sealed record HostStatus(HostPhase Phase, Uri? Address, int? ProcessId, string? Problem, int Starts);
