using Microsoft.AspNetCore.Components;
using Portal.Web.Components.Turns;
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

    private ModelOffer? Offer => Offers.Models.FirstOrDefault(o => o.Id == Model);

    /// <summary>Whether the model is the local host's, or may be: an unknown one is known only when the host has listed what it has.</summary>
    private bool MayBeLocal =>
        Offer is { } offer ? offer.Endpoint == LocalModelHost.EndpointName : Offers.Endpoints.Count > 0 || Model == TurnComposer.DefaultModel;

    private string? Waiting => !MayBeLocal ? null : _status.Phase switch
    {
        HostPhase.Starting => $"The local model is starting: {_seconds} s. A question asked now waits for it.",
        HostPhase.Restarting => $"The local model has ended and is started again: {_seconds} s. A question asked now waits for it.",
        _ => null,
    };

    private string? Problem =>
        MayBeLocal && _status is { Phase: HostPhase.Hopeless, Problem: { } problem }
            ? $"The local model does not start: {Figures.Sentence(problem)} It is tried again by itself; meanwhile, another model can be chosen."
        : Waiting is null && Offer is null && Offers.Endpoints.Count > 0
            ? string.Join(' ', [$"The model “{Model}” is not on offer; choose another one.", .. Offers.Endpoints.Select(e => e.Problem).OfType<string>().Select(Figures.Sentence)])
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
                _seconds = now.Phase == before.Phase ? _seconds + 1 : 1;
                if (now.Phase == HostPhase.Ready && (Offer is null || before.Phase != HostPhase.Ready)) { await InvokeAsync(OnReady.InvokeAsync); }
                if (now.Phase != HostPhase.Ready || before.Phase != HostPhase.Ready) { await InvokeAsync(StateHasChanged); }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { }      // the reader left
        catch (Exception error) { await DispatchExceptionAsync(error); }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}
