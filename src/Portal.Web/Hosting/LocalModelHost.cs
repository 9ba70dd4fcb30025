using Portal.Llm.Endpoints;

namespace Portal.Web.Hosting;

/// <summary>Keeps one local model host running: starts it, starts it again when it ends, and stops it with the portal.</summary>
public sealed class LocalModelHost : BackgroundService
{
    /// <summary>The name of its endpoint in the configuration.</summary>
    public const string EndpointName = "local";

    private const int HopelessStarts = 3;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private readonly ModelHostOptions _options;
    private readonly string _root;
    private readonly ILogger _log;
    private readonly CancellationToken _stopping;
    private readonly Lock _lock = new();
    private HostStatus _status;
    private TaskCompletionSource<HostLife> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="options">What to start.</param>
    /// <param name="endpoint">The settings of the endpoint <see cref="EndpointName"/>; the address is filled in at every start.</param>
    /// <param name="root">The portal's root folder.</param>
    /// <param name="log">Gets the child's lines too.</param>
    /// <param name="lifetime">An interrupt at the terminal reaches the child too; then it is not started again.</param>
    public LocalModelHost(
        ModelHostOptions options, EndpointOptions endpoint, PortalRoot root, ILogger<LocalModelHost> log, IHostApplicationLifetime lifetime)
    {
        (_options, Endpoint, _root, _log, _stopping) = (options, endpoint, root.Path, log, lifetime.ApplicationStopping);
        _status = new HostStatus(_options.Local ? HostPhase.Starting : HostPhase.Off, null, null, null, 0);
    }

    /// <summary>The settings of its endpoint, without the address of any one life.</summary>
    public EndpointOptions Endpoint { get; }

    /// <summary>Where it stands now.</summary>
    public HostStatus Status { get { lock (_lock) { return _status; } } }

    /// <summary>The models that it is configured to have and, while it answers, those that it lists.</summary>
    public IReadOnlyList<string> Models
    {
        get
        {
            lock (_lock) { return [.. Endpoint.Models.Union(_next.Task.IsCompletedSuccessfully ? _next.Task.Result.Models.Keys : [])]; }
        }
    }

    /// <summary>What keeps it from serving a model; <see langword="null"/> when it is off or can.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
            {
                if (_status.Phase is not (HostPhase.Off or HostPhase.Ready)) { return _status.Problem ?? "the local model host is loading"; }
                if (!_next.Task.IsCompletedSuccessfully) { return null; }
                var models = _next.Task.Result.Models;
                return models.Count == 0 ? "the local model host has no model; put a checkpoint into data/models"
                    : models.Values.All(model => model.Problem is not null) ? string.Join("; ", models.Select(model => Unloadable(model.Key, model.Value.Problem!)))
                    : null;
            }
        }
    }

    /// <summary>Why it cannot load that model; <see langword="null"/> where nothing is known against it.</summary>
    public string? ProblemOf(string model)
    {
        lock (_lock)
        {
            return _next.Task.IsCompletedSuccessfully && _next.Task.Result.Models.GetValueOrDefault(model) is { Problem: { } problem } ? Unloadable(model, problem) : null;
        }
    }

    /// <summary>Whether that is the name of its endpoint.</summary>
    public static bool IsNamed(string endpoint) => string.Equals(endpoint, EndpointName, StringComparison.OrdinalIgnoreCase);

    /// <summary>The settings of <see cref="EndpointName"/> among the configured endpoints; its address is ours to fill in.</summary>
    /// <param name="host">Whether there is to be a host.</param>
    /// <param name="entries">The configured endpoints with their places in the configuration.</param>
    /// <exception cref="EndpointConfigurationException">They are at fault.</exception>
    public static EndpointOptions Settings(ModelHostOptions host, IEnumerable<(string Path, EndpointOptions Options)> entries)
    {
        var (path, given) = entries.Where(entry => IsNamed(entry.Options.Name)).DefaultIfEmpty((Path: "", Options: new EndpointOptions { SamplesPerRequest = 100 })).First();
        var settings = given with { Name = EndpointName };
        var faults = host.Local ? (settings with { Url = "http://localhost" }).Faults(path).ToList() : [];
        return faults.Count == 0 ? settings : throw new EndpointConfigurationException(string.Join('\n', faults));
    }

    /// <summary>Waits, at most as long as a start may take, until the host answers.</summary>
    /// <exception cref="HostUnavailableException">It does not come; the message says why.</exception>
    public async Task<HostLife> ReadyAsync(CancellationToken cancellation)
    {
        Task<HostLife> next;
        lock (_lock)
        {
            if (_status is { Phase: HostPhase.Hopeless, Problem: { } problem }) { throw new HostUnavailableException(problem); }
            next = _next.Task;
        }
        try
        {
            return await next.WaitAsync(_options.StartTimeout, cancellation);
        }
        catch (TimeoutException)
        {
            throw new HostUnavailableException(Status.Problem ?? $"the local model host has been loading for {_options.StartTimeout.TotalSeconds:0} s");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Local) { return; }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stopping);
        await SuperviseAsync(either.Token);
    }

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        var (pause, failures) = (s_firstPause, 0);
        for (var starts = 1; !stopping.IsCancellationRequested; starts++)
        {
            Move(Status with { Phase = failures < HopelessStarts ? HostPhase.Starting : HostPhase.Hopeless, Starts = starts });
            string problem;
            try
            {
                problem = await LiveAsync(stopping);
                (pause, failures) = (s_firstPause, 0);      // it had come up: only starts that fail are spaced out
            }
            catch (HostUnavailableException error)
            {
                problem = error.Message;
                failures++;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }

            Move(new HostStatus(failures < HopelessStarts ? HostPhase.Restarting : HostPhase.Hopeless, null, null, problem, starts));
            _log.LogWarning("{Problem}; the next start is in {Pause} s", problem, pause.TotalSeconds);
            await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2;
        }
    }

    /// <summary>One life, from start to end.</summary>
    /// <returns>How it ended.</returns>
    private async Task<string> LiveAsync(CancellationToken stopping)
    {
        await using var process = HostProcess.Start(_options.Program(_root), _options, _root, _log);
        var address = await process.ListeningAsync(_options.StartTimeout, stopping);
        var endpoint = new ProviderEndpoint(Endpoint with { Url = new Uri(address, "v1").ToString() });
        using var life = new HostLife(endpoint, await HostModels.AskAsync(address, stopping));
        Move(Status with { Phase = HostPhase.Ready, Address = address, ProcessId = process.Id, Problem = null });
        lock (_lock) { _next.SetResult(life); }
        _log.LogInformation("the local model host listens on {Address} (process {Id})", address, process.Id);
        var problem = "the portal is stopping";
        try
        {
            return problem = await process.EndedAsync(stopping);
        }
        finally
        {
            lock (_lock) { _next = new(TaskCreationOptions.RunContinuationsAsynchronously); }
            life.End(problem);
        }
    }

    private static string Unloadable(string model, string problem) => $"the local model host cannot load {model}: {problem}";

    private void Move(HostStatus status) { lock (_lock) { _status = status; } }
}
