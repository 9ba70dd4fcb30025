using Microsoft.AspNetCore.Components;
using Portal.Web.Hosting;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

public sealed partial class ModelNotice(LocalModelHost host) : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _leaving = new();
    private Task _watching = Task.CompletedTask;
    private HostStatus _status = host.Status;
    private int _seconds;

    /// <summary>The chosen model's id.</summary>
    [Parameter, EditorRequired] public string Model { get; set; } = "";

    [Parameter, EditorRequired] public ModelList Offers { get; set; } = new([], []);

    /// <summary>The local host has begun to answer: its models can be listed.</summary>
    [Parameter] public EventCallback OnReady { get; set; }

    private bool IsOffered => Offers.Models.Any(o => o.Id == Model);

    private bool IsListed => Offers.Endpoints.Count > 0;

    private string? Waiting => _status.Phase switch
    {
        HostPhase.Starting when !IsOffered => $"The local model is starting: {_seconds} s. Everything can be chosen meanwhile.",
        HostPhase.Restarting => $"The local model has ended and is started again: {_seconds} s.",
        HostPhase.Ready when !IsOffered && IsLocalSilent => "The local model has started; it is asked for its name.",
        _ => null,
    };

    /// <summary>The local host had not begun to answer when its models were asked for.</summary>
    private bool IsLocalSilent => Offers.Endpoints.Any(e => e.Name == LocalModelHost.EndpointName && e.Problem is not null);

    private string? Problem =>
        _status is { Phase: HostPhase.Hopeless, Problem: { } problem } && !IsOffered ? $"The local model does not start: {Sentence(problem)} It is tried again by itself; meanwhile, another model can be chosen."
        : Waiting is null && IsListed && !IsOffered
            ? string.Join(' ', [$"The model “{Model}” is not on offer; choose another one.", .. Offers.Endpoints.Select(e => e.Problem).OfType<string>().Select(Sentence)])
        : null;

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive && _status.Phase != HostPhase.Off) { _watching = WatchAsync(); }
    }

    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_step);
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                var (before, now) = (_status, host.Status);
                _status = now;
                _seconds = now.Phase == before.Phase ? _seconds + 1 : 0;
                if (now.Phase == HostPhase.Ready && !IsOffered) { await InvokeAsync(OnReady.InvokeAsync); }
                if (now.Phase != HostPhase.Ready || before.Phase != HostPhase.Ready) { await InvokeAsync(StateHasChanged); }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { }      // the reader left
        catch (Exception error) { await DispatchExceptionAsync(error); }
    }

    private static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..].TrimEnd('.') + ".";

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}
