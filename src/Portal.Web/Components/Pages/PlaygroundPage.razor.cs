using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Portal.Core.Survey;
using Portal.Runs;
using Portal.Web.Components.Asking;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Pages;

/// <summary>The playground. Its address holds every choice and the turns of the conversation; the turns themselves are in the store.</summary>
public sealed partial class PlaygroundPage(PlaygroundEngine playground, TurnComposer composer, ModelDirectory models, SurveyLibrary library, NavigationManager navigation) : ComponentBase, IDisposable
{
    private const string Description = "Ask a language model a survey question, directly and with a country’s answers in view, beside how people there really answered.";
    private static readonly ModelList s_none = new([], []);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Queue<string> _ownMoves = new();
    private readonly OptionList _countries = PlaygroundOptionLists.Countries(library);
    private readonly IReadOnlyList<(string Tag, string Name)> _languages = PlaygroundOptionLists.Languages(library);
    private IReadOnlyList<(Country, Probe)> _examples = [];
    private Choices _choices = new();
    private OptionList _probes = OptionList.Empty;
    private Probe? _chosen;
    private ModelList _offers = s_none;
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private string? _refusal;
    private string? _asked;
    private bool _busy;

    private ChoiceDefaults Defaults => PlaygroundOptionLists.Defaults(_offers.Models, _choices.Model);

    protected override void OnInitialized()
    {
        _examples = PlaygroundOptionLists.Examples(library);
        navigation.LocationChanged += Moved;
        Read(Choices.Read(new Uri(navigation.Uri)));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) { await ListModelsAsync(); }
    }

    private async Task ListModelsAsync()
    {
        try { _offers = await models.ListAsync(_leaving.Token); }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested) { return; }
        StateHasChanged();
    }

    private void Read(Choices choices)
    {
        _choices = choices;
        var language = choices.Language ?? TurnComposer.DefaultLanguage;
        _probes = PlaygroundOptionLists.Probes(library, language);
        _chosen = choices.Probe is { } id ? PlaygroundOptionLists.Find(library, language, id) : null;
        (_problems, _refusal) = (new Dictionary<string, string>(), null);
    }

    /// <summary>A choice counts at once and goes into the address, whose change is told a moment later.</summary>
    private void Choose(Choices choices)
    {
        Read(choices);
        var address = navigation.ToAbsoluteUri(choices.ToAddress(Defaults) is { Length: > 0 } query ? query : "./").ToString();
        if (address == navigation.Uri) { return; }
        _ownMoves.Enqueue(address);
        navigation.NavigateTo(address);
    }

    private void Moved(object? sender, LocationChangedEventArgs moved)
    {
        if (_ownMoves.TryPeek(out var own) && own == moved.Location) { _ownMoves.Dequeue(); return; }
        _ownMoves.Clear();
        Read(Choices.Read(new Uri(moved.Location)));        // the reader went back or forth, or followed a link
        StateHasChanged();
    }

    private async Task AskAsync()
    {
        if (_busy) { return; }
        var (request, problems) = _choices.ToRequest();
        (_busy, _problems, _refusal) = (true, problems, null);
        try
        {
            if (problems.Count == 0) { await StartAsync(request); }
            else { await composer.ComposeAsync(new ReadRequest(request, new Dictionary<string, string[]>()), _leaving.Token); }        // for what else is wrong: everything is said at once
        }
        catch (PlaygroundRequestException error) { _problems = ChoiceProblems.ByField(error).Concat(problems).GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.Last().Value); }
        catch (Exception error) when (error is PlaygroundFullException or StoreException) { _refusal = Figures.Sentence(error.Message); }
        finally { _busy = false; }
    }

    private Task AskAgainAsync(TurnLine turn) => StartAsync(turn.Request);

    private async Task StartAsync(PlaygroundRequest request)
    {
        _asked = await playground.StartAsync(request, _leaving.Token);
        Choose(_choices with { Turns = [.. _choices.Turns, _asked] });
    }

    public void Dispose()
    {
        navigation.LocationChanged -= Moved;
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
