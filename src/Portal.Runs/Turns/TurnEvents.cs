using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Portal.Runs.Turns;

/// <summary>Tells watchers that a turn has changed. What has changed they read from the store.</summary>
public sealed class TurnEvents
{
    private readonly ConcurrentDictionary<(string TurnId, Guid Watcher), ChannelWriter<bool>> _watchers = new();

    /// <summary>To be called after the change is stored.</summary>
    public void Publish(string turnId)
    {
        foreach (var (key, watcher) in _watchers)
        {
            if (key.TurnId == turnId) { watcher.TryWrite(true); }
        }
    }

    /// <summary>
    /// Yields at once, for the present state, and then after every change; changes that come while the watcher reads are joined into one.
    /// The watch begins before the first yield, so nothing is lost between reading and watching.
    /// </summary>
    public async IAsyncEnumerable<bool> WatchAsync(string turnId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var key = (turnId, Guid.NewGuid());
        _watchers[key] = changes.Writer;
        changes.Writer.TryWrite(true);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellation)) { yield return change; }
        }
        finally
        {
            _watchers.TryRemove(key, out _);
        }
    }
}
