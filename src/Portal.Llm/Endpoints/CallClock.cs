using System.Diagnostics;

namespace Portal.Llm.Endpoints;

/// <summary>The time limits of one call: every wait has its own, and none may pass the total.</summary>
internal sealed class CallClock : IDisposable
{
    private const string Whole = "its whole answer";
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _total;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Starts the total.</summary>
    public CallClock(TimeSpan total, CancellationToken caller)
    {
        (_total, _caller) = (total, caller);
        _expiry = CancellationTokenSource.CreateLinkedTokenSource(caller);
        WaitForWhole();
    }

    /// <summary>Cancelled when the caller leaves or a limit passes.</summary>
    public CancellationToken Token => _expiry.Token;

    /// <summary>True when a limit, not the caller, ended the call.</summary>
    public bool HasExpired => _expiry.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>What the running limit waits for, and how long.</summary>
    public (string What, TimeSpan Limit) Waiting { get; private set; }

    /// <summary>What is left of the total.</summary>
    public TimeSpan Remaining => _total - Stopwatch.GetElapsedTime(_start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>From now on the call waits for <paramref name="what"/>, at most <paramref name="limit"/> and never past the total.</summary>
    public void WaitFor(string what, TimeSpan limit)
    {
        var remaining = Remaining;
        Waiting = limit < remaining ? (what, limit) : (Whole, _total);
        _expiry.CancelAfter(limit < remaining ? limit : remaining);
    }

    /// <summary>From now on only the total counts.</summary>
    public void WaitForWhole() => WaitFor(Whole, _total);

    public void Dispose() => _expiry.Dispose();
}
