using Portal.Runs.Turns;

namespace Portal.Runs.Tests;

public sealed class TurnEventsTests : IDisposable
{
    private readonly TurnEvents _events = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));      // a watcher that is not told fails

    [Fact]
    public async Task A_watcher_is_told_of_the_present_state_at_once()
    {
        await using var watch = _events.WatchAsync("a", _patience.Token).GetAsyncEnumerator();

        Assert.True(await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_change_while_the_watcher_reads_is_told_afterwards_and_several_are_told_once()
    {
        await using var watch = _events.WatchAsync("a", _patience.Token).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        _events.Publish("a");
        _events.Publish("a");

        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        _events.Publish("a");
        await next;
    }

    [Fact]
    public async Task Another_turn_is_no_concern_of_the_watcher()
    {
        var watch = _events.WatchAsync("a", _patience.Token).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync().AsTask();

        _events.Publish("b");
        await Task.Delay(50);
        Assert.False(next.IsCompleted);
        _events.Publish("a");
        Assert.True(await next);
    }

    [Fact]
    public async Task No_change_is_lost_whether_it_comes_before_or_after_the_first_reading()
    {
        for (var round = 0; round < 200; round++)
        {
            var (turn, stored) = ($"turn {round}", false);
            var writing = round % 2 == 0 ? Task.Run(Change) : null;

            await foreach (var _ in _events.WatchAsync(turn, _patience.Token))
            {
                if (Volatile.Read(ref stored)) { break; }
                writing ??= Task.Run(Change);
            }

            await writing!;

            void Change()
            {
                Volatile.Write(ref stored, true);       // stored first, then announced
                _events.Publish(turn);
            }
        }
    }

    public void Dispose() => _patience.Dispose();
}
