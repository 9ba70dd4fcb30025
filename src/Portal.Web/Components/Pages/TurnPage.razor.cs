using Microsoft.AspNetCore.Components;
using Portal.Web.Components.Asking;
using Portal.Web.Components.Layout;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Pages;

/// <summary>One turn at its own address, for anybody who has the link.</summary>
public sealed partial class TurnPage(ModelDirectory models, NavigationManager navigation) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ModelList _offers = new([], []);
    private StoredTurn? _stored;
    private bool _isMissing;

    [Parameter] public string Id { get; set; } = "";

    [CascadingParameter] private HttpContext? HttpContext { get; set; }

    private ChoiceDefaults Defaults => PlaygroundOptionLists.Defaults(_offers, _stored?.Turn.Request.Model);

    private string Title => _stored is null ? "A turn of the playground"
        : $"{_stored.Turn.Probe.Template.Replace("_", "___", StringComparison.Ordinal)} ({_stored.Turn.CountryName})";

    private string Summary => _stored is null ? "" : Verdict.Of(_stored) is { } verdict
        ? $"{_stored.Turn.Model}: {verdict.Headline} {verdict.Said}"
        : $"{_stored.Turn.Model} is being asked: {_stored.Draws.Count} of {2 * _stored.Turn.Samples} answers so far.";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _isMissing) { return; }
        try { _offers = await models.ListAsync(_leaving.Token); }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { return; }
        StateHasChanged();
    }

    private void Loaded(StoredTurn? stored)
    {
        (_stored, _isMissing) = (stored, stored is null);
        if (_isMissing) { HttpContext.Answer(StatusCodes.Status404NotFound); }
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
