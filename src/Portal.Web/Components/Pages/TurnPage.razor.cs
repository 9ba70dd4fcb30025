using Microsoft.AspNetCore.Components;
using Portal.Web.Components.Asking;
using Portal.Web.Components.Layout;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Pages;

/// <summary>One turn at its own address, for anybody who has the link.</summary>
public sealed partial class TurnPage(PlaygroundEngine playground, ModelDirectory models, NavigationManager navigation) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ModelList _offers = new([], []);
    private ShownTurn? _stored;
    private bool _isMissing;

    [Parameter] public string Id { get; set; } = "";

    [CascadingParameter] private HttpContext? HttpContext { get; set; }

    private string Title => _stored is null ? "A turn of the playground"
        : ForeignText.Plain($"{_stored.Turn.Probe.Template.Replace("_", "___", StringComparison.Ordinal)} ({_stored.Turn.CountryName})");

    private string Summary => _stored is null ? "" : Verdict.Of(_stored.Turn, _stored.Summary) is { } verdict
        ? $"{ForeignText.Plain(_stored.Turn.Model)}: {verdict.Headline} {verdict.Said}"
        : $"{ForeignText.Plain(_stored.Turn.Model)} is being asked: {_stored.Draws.Count} of {2 * _stored.Turn.Samples} answers so far.";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _isMissing) { return; }
        try { _offers = await models.ListAsync(_leaving.Token); }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { return; }
        StateHasChanged();
    }

    private void Loaded(ShownTurn? stored)
    {
        (_stored, _isMissing) = (stored, stored is null);
        if (_isMissing) { HttpContext.Answer(StatusCodes.Status404NotFound); }
    }

    /// <summary>Asks the same again, in a conversation that begins with this turn.</summary>
    private async Task AskAgainAsync(TurnLine turn)
    {
        var asked = await playground.StartAsync(turn.Request, _leaving.Token);
        var choices = Choices.Again(turn) with { Turns = [turn.Id, asked] };
        navigation.NavigateTo(choices.ToAddress(PlaygroundOptionLists.Defaults(_offers.Models, turn.Request.Model)));
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
