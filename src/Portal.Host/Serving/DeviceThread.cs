using System.Threading.Channels;

namespace Portal.Host.Serving;

/// <summary>The one thread that touches the device. Work is done in the order in which it came.</summary>
public sealed class DeviceThread : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(256);
    private readonly Thread _thread;

    public DeviceThread()
    {
        _thread = new Thread(Run) { Name = "device", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the device thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it started, or by itself.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.Writer.WriteAsync(
            () =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    result.SetCanceled(cancellation);
                    return;
                }
                try
                {
                    result.SetResult(work());
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    result.SetCanceled(cancellation);
                }
                catch (Exception error)
                {
                    result.SetException(error);
                }
            },
            cancellation);
        return await result.Task;
    }

    public void Dispose()
    {
        _work.Writer.TryComplete();
        _thread.Join();
    }

    private void Run()
    {
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out var work)) { work(); }
        }
    }
}
