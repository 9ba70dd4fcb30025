using Portal.Runs.Turns;

namespace Portal.Runs.Tests;

public sealed class TurnEventsTests
{
    private readonly TurnEvents _events = new();

    [Fact]
    public async Task A_watcher_is_told_of_the_present_state_at_once()
    {
        await using var watch = _events.WatchAsync("a", default).GetAsyncEnumerator();

        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_change_while_the_watcher_reads_is_told_afterwards_and_several_are_told_once()
    {
        await using var watch = _events.WatchAsync("a", default).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        _events.Publish("a");
        _events.Publish("a");

        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        var next = watch.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        _events.Publish("a");
        await next;
    }

    [Fact]
    public async Task Another_turn_is_no_concern_of_the_watcher()
    {
        var watch = _events.WatchAsync("a", default).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync().AsTask();

        _events.Publish("b");
        Assert.False(next.IsCompleted);
        _events.Publish("a");
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task No_change_is_lost_however_reading_and_writing_interleave()
    {
        var (written, read) = (0, 0);
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 2000; i++)
            {
                Volatile.Write(ref written, i);       // stored first, then announced
                _events.Publish("a");
                if (i % 50 == 0) { await Task.Yield(); }
            }
        });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        await foreach (var _ in _events.WatchAsync("a", patience.Token))
        {
            read = Volatile.Read(ref written);
            if (read == 2000) { break; }
        }

        await writing;
        Assert.Equal(2000, read);
    }
}
