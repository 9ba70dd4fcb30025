using Portal.Llm.Endpoints;

namespace Portal.Web.Playground;

/// <summary>The models that one endpoint lists, asked for in the background: who asks gets the last answer at once, and only the first one is waited for.</summary>
internal sealed class ModelListing(ProviderEndpoint endpoint) : IAsyncDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_failing = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Lock _lock = new();
    private Task<ListedModels> _asking = Task.FromResult(ListedModels.None);
    private volatile ListedModels _known = ListedModels.None;

    /// <summary>The last answer; without models before the first.</summary>
    public ListedModels Known => _known;

    /// <summary>Ends when the endpoint has answered once; asks again in the background where its answer is old.</summary>
    public Task FirstAsync()
    {
        var asking = RefreshAsync(_known.Problem is null ? s_fresh : s_failing);
        return _known.At is null ? asking : Task.CompletedTask;
    }

    /// <summary>Ends when there is an answer that was not much older when this was called.</summary>
    public Task NewestAsync() => RefreshAsync(s_failing);

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _asking;
        _leaving.Dispose();
    }

    private Task<ListedModels> RefreshAsync(TimeSpan oldest)
    {
        lock (_lock)
        {
            var isOld = _known.At is not { } at || TimeProvider.System.GetElapsedTime(at) >= oldest;
            return _asking.IsCompleted && isOld && !_leaving.IsCancellationRequested ? _asking = Task.Run(AskAsync) : _asking;
        }
    }

    private async Task<ListedModels> AskAsync()
    {
        var (models, problem) = await TryAsync();
        return _known = new ListedModels(models, problem, TimeProvider.System.GetTimestamp());
    }

    private async Task<(IReadOnlyList<string> Models, string? Problem)> TryAsync()
    {
        try { return (await endpoint.ModelsAsync(_leaving.Token), null); }
        catch (ProviderException failure) { return ([], failure.Message); }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { return ([], "the portal is stopping"); }
    }
}

/// <summary>What an endpoint said when it was asked for its models.</summary>
/// <param name="Problem">Why there are none; <see langword="null"/> where they were listed.</param>
/// <param name="At">When; <see langword="null"/> before the first answer.</param>
internal sealed record ListedModels(IReadOnlyList<string> Models, string? Problem, long? At)
{
    public static ListedModels None { get; } = new([], null, null);
}
