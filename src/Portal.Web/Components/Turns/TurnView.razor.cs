using Microsoft.AspNetCore.Components;
using Portal.Core.Alignment;
using Portal.Runs.Turns;
using Portal.Web.Components.Asking;
using Portal.Web.Playground;

namespace Portal.Web.Components.Turns;

public sealed partial class TurnView(PlaygroundEngine playground) : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private Task _watching = Task.CompletedTask;
    private StoredTurn? _stored;
    private bool _isLoaded;

    /// <summary>Used as <c>&lt;TurnView @key="id" ...&gt;</c>: another turn, another instance.</summary>
    [Parameter, EditorRequired] public string TurnId { get; set; } = "";

    [Parameter, EditorRequired] public ChoiceDefaults Defaults { get; set; } = default!;

    [Parameter] public IReadOnlyList<ModelOffer> Offers { get; set; } = [];

    [Parameter] public bool Open { get; set; }

    [Parameter] public bool IsNew { get; set; }

    [Parameter] public bool IsPage { get; set; }

    /// <summary>The turn was looked up: <see langword="null"/> where there is none.</summary>
    [Parameter] public EventCallback<StoredTurn?> OnLoaded { get; set; }

    private ModelOffer? Offer => _stored is null ? null : Offers.FirstOrDefault(o => o.Endpoint == _stored.Turn.Endpoint && o.Model == _stored.Turn.Model);

    protected override async Task OnInitializedAsync()
    {
        await ReloadAsync();
        await OnLoaded.InvokeAsync(_stored);
        if (RendererInfo.IsInteractive && _stored is { } stored && !stored.Summary.State.IsFinished()) { _watching = WatchAsync(); }
    }

    private async Task ReloadAsync()
    {
        _stored = await playground.FindAsync(TurnId, _leaving.Token);
        _isLoaded = true;
        StateHasChanged();
    }

    private async Task WatchAsync()
    {
        try
        {   // Lines say that something has arrived, the store says what: one reading covers every line up to it.
            await foreach (var line in playground.WatchAsync(TurnId, _stored!.Draws.Count, _leaving.Token))
            {
                if (line is not DrawLine draw || draw.Order > _stored.Draws.Count) { await InvokeAsync(ReloadAsync); }
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { }       // the reader left
        catch (Exception error) { await DispatchExceptionAsync(error); }                     // shown by the error boundary, never lost
    }

    private Task StopAsync() => playground.StopAsync(TurnId);

    private async Task ExplainAsync(Arm arm)
    {
        var next = _stored!.Draws.Where(d => d.Arm == arm).Select(d => d.Index).Order().FirstOrDefault(i => _stored.Explanations.All(e => (e.Arm, e.Index) != (arm, i)));
        await playground.ExplainAsync(TurnId, arm, next, _leaving.Token);
        await ReloadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}
