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
    private ShownTurn? _stored;
    private bool _isLoaded;

    /// <summary>Used as <c>&lt;TurnView @key="id" ...&gt;</c>: another turn, another instance.</summary>
    [Parameter, EditorRequired] public string TurnId { get; set; } = "";

    [Parameter] public IReadOnlyList<ModelOffer> Offers { get; set; } = [];

    [Parameter] public bool Open { get; set; }

    [Parameter] public bool IsNew { get; set; }

    [Parameter] public bool IsPage { get; set; }

    /// <summary>The turn was looked up: <see langword="null"/> where there is none.</summary>
    [Parameter] public EventCallback<ShownTurn?> OnLoaded { get; set; }

    /// <summary>The same is to be asked again.</summary>
    [Parameter] public EventCallback<TurnLine> OnAgain { get; set; }

    private ModelOffer? Offer => _stored is null ? null : Offers.FirstOrDefault(o => o.Endpoint == _stored.Turn.Endpoint && o.Model == _stored.Turn.Model);

    /// <summary>The playground's address with the turn's choices; the model's own temperature is left out of it like every default.</summary>
    private string Again => Choices.Again(_stored!.Turn).ToAddress(PlaygroundOptionLists.Defaults(Offers, _stored.Turn.Request.Model)) is { Length: > 0 } address ? address : "./";

    protected override async Task OnInitializedAsync()
    {
        _stored = await playground.ShowAsync(TurnId, cancellation: _leaving.Token);
        _isLoaded = true;
        await OnLoaded.InvokeAsync(_stored);
        if (RendererInfo.IsInteractive && _stored is { } stored && !stored.Summary.State.IsFinished()) { _watching = WatchAsync(); }
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var stored in playground.ShowingAsync(TurnId, _stored, _leaving.Token))
            {
                _stored = stored;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { }       // the reader left
        catch (Exception error) { await DispatchExceptionAsync(error); }                     // shown by the error boundary, never lost
    }

    private Task StopAsync() => playground.StopAsync(TurnId);

    private Task AskAgainAsync() => OnAgain.InvokeAsync(_stored!.Turn);

    private Task<string?> ReadAsync(ShownDraw draw) => playground.TextAsync(TurnId, draw.Arm, draw.Index, _leaving.Token);

    private async Task ExplainAsync(Arm arm)
    {
        var next = _stored!.Draws.Where(d => d.Arm == arm).Select(d => d.Index).Order().FirstOrDefault(i => _stored.Explanations.All(e => (e.Arm, e.Index) != (arm, i)));
        await playground.ExplainAsync(TurnId, arm, next, _leaving.Token);
        _stored = await playground.ShowAsync(TurnId, _stored, _leaving.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
    }
}
