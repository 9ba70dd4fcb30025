using Microsoft.EntityFrameworkCore;
using Portal.Runs;
using Portal.Runs.Turns;

namespace Portal.Web.Playground;

/// <summary>Decides which turn runs when: first come, first served, a few at a time for each endpoint, independent of who watches.</summary>
public sealed class TurnSchedule(
    TurnRunner runner, TurnEvents events, IDbContextFactory<PortalDb> databases, PlaygroundOptions options) : IHostedLifecycleService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, string Endpoint)> _waiting = [];
    private readonly List<string> _reserved = [];       // endpoints
    private readonly Dictionary<string, Running> _running = [];
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Keeps a place for a turn that is about to be stored; disposing gives it back where it was not taken.</summary>
    /// <exception cref="PlaygroundFullException">No further turn of this endpoint may wait.</exception>
    public Place Reserve(string endpoint)
    {
        lock (_lock)
        {
            var free = Math.Max(0, options.TurnsPerEndpoint - _running.Values.Count(running => running.Endpoint == endpoint));
            var waiting = _waiting.Count(turn => turn.Endpoint == endpoint) + _reserved.Count(reserved => reserved == endpoint);
            if (waiting >= options.WaitingTurns + free) { throw new PlaygroundFullException(endpoint, waiting); }
            _reserved.Add(endpoint);
            return new Place(this, endpoint);
        }
    }

    /// <summary>Turns of the same endpoint that go before a waiting one; <see langword="null"/> when it does not wait.</summary>
    public int? Ahead(string id)
    {
        lock (_lock)
        {
            var place = _waiting.FindIndex(waiting => waiting.Id == id);
            if (place < 0) { return null; }
            var endpoint = _waiting[place].Endpoint;
            return _running.Values.Count(running => running.Endpoint == endpoint) + _waiting.Take(place).Count(waiting => waiting.Endpoint == endpoint);
        }
    }

    /// <summary>Stops a waiting or running turn; a finished or unknown one stays as it is. Its end is announced like any other.</summary>
    public async Task StopAsync(string id)
    {
        Running? running;
        bool waited;
        lock (_lock)
        {
            waited = _waiting.RemoveAll(waiting => waiting.Id == id) > 0;
            running = _running.GetValueOrDefault(id);
        }
        if (waited)
        {
            await runner.EndAsync(id, new Ending(TurnState.Stopped));
            AnnounceWaiting();
        }
        if (running is not null) { await running.Stop.CancelAsync(); }
    }

    /// <summary>Marks the turns that an earlier process left behind, before anybody can ask for them; no other portal has this store.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Short, and not to be cut off: half of them marked would help nobody.
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var left = db.Turns.Where(turn => turn.State == TurnState.Queued || turn.State == TurnState.Running).Select(turn => turn.Id);
        foreach (var id in await left.ToListAsync(CancellationToken.None)) { await runner.EndAsync(id, Ending.Interrupted); }
    }

    /// <summary>Ends every running turn as interrupted.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        Task[] ending;
        lock (_lock)
        {
            _waiting.Clear();       // marked at the next start
            ending = [.. _running.Values.Select(running => running.Task)];
        }
        await Task.WhenAll(ending);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _leaving.Dispose();

    /// <summary>Starts what may start; called under the lock.</summary>
    private void StartNext()
    {
        foreach (var next in _waiting.ToList())
        {
            if (_leaving.IsCancellationRequested || _running.Values.Count(running => running.Endpoint == next.Endpoint) >= options.TurnsPerEndpoint) { continue; }
            _waiting.Remove(next);
            var stop = new CancellationTokenSource();
            _running[next.Id] = new Running(next.Endpoint, stop, Task.Run(() => RunAsync(next.Id, next.Endpoint, stop.Token)));
        }
    }

    private async Task RunAsync(string id, string endpoint, CancellationToken stop)
    {
        try
        {
            await runner.RunAsync(id, endpoint, stop, _leaving.Token);
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(id);      // its Stop is not disposed: a reader may be about to cancel it, and it holds no timer
                StartNext();
            }
            AnnounceWaiting();
        }
    }

    private void AnnounceWaiting()
    {
        List<string> waiting;
        lock (_lock) { waiting = [.. _waiting.Select(turn => turn.Id)]; }
        foreach (var id in waiting) { events.Publish(id); }
    }

    /// <summary>A place among the turns of an endpoint.</summary>
    public sealed class Place(TurnSchedule schedule, string endpoint) : IDisposable
    {
        private bool _isHeld = true;

        /// <summary>Gives the place to a stored, queued turn.</summary>
        public void Take(string id)
        {
            lock (schedule._lock)
            {
                Dispose();
                schedule._waiting.Add((id, endpoint));
                schedule.StartNext();
            }
        }

        public void Dispose()
        {
            lock (schedule._lock)
            {
                if (_isHeld) { schedule._reserved.Remove(endpoint); }
                _isHeld = false;
            }
        }
    }

    private sealed record Running(string Endpoint, CancellationTokenSource Stop, Task Task);
}
