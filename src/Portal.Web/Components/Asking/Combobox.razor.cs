using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Web.Components.Turns;

namespace Portal.Web.Components.Asking;

public sealed partial class Combobox : ComponentBase
{
    private const int MostNear = 3;
    private static readonly string[] s_noWords = [];
    private string _text = "";
    private string? _shownValue;
    private bool _open;
    private IReadOnlyList<string> _words = s_noWords;
    private IReadOnlyList<Option> _shown = [];
    private Option? _active;
    private (string Text, IReadOnlyList<Option> Near, bool IsGuess)? _unfit;
    private bool _typed;

    [Parameter, EditorRequired] public string Id { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>What there is to choose, in its order.</summary>
    [Parameter, EditorRequired] public OptionList Options { get; set; } = OptionList.Empty;

    /// <summary>The chosen option's value.</summary>
    [Parameter] public string? Value { get; set; }

    [Parameter] public EventCallback<string> ValueChanged { get; set; }

    /// <summary>Enter was pressed while the list was closed.</summary>
    [Parameter] public EventCallback OnEnter { get; set; }

    [Parameter] public string? Placeholder { get; set; }

    [Parameter] public string? Problem { get; set; }

    [Parameter] public string? DescribedBy { get; set; }

    /// <summary>Whether the list opens upwards.</summary>
    [Parameter] public bool Above { get; set; }

    [Parameter] public bool Disabled { get; set; }

    private string? ActiveId => _open && _active is not null ? OptionId(_active) : null;

    protected override void OnParametersSet()
    {
        if (Value == _shownValue && (_open || _text.Length > 0)) { return; }        // nothing chosen elsewhere: leave what is being typed
        Show(Value);
    }

    private string ChosenText => Value is null ? "" : Options.Find(Value)?.Text ?? Value;

    private string OptionId(Option option) => $"{Id}-{option.Value}";

    private void Open()
    {
        if (_open) { return; }
        (_open, _typed, _words, _shown) = (true, false, s_noWords, Options.All);
        _active = _shown.FirstOrDefault(o => o.Value == Value);
    }

    private void Narrow()
    {
        (_words, _shown) = Options.Search(_text);
        _active = _words.Count > 0 && _shown.Count > 0 ? _shown[0] : null;
        if (_shown.Count == 0) { _shown = [.. Options.Near(_text).Select(o => o with { Group = $"Nothing fits “{ForeignText.Plain(_text)}”. Did you mean" })]; }
        (_open, _typed, _unfit) = (true, true, null);
    }

    private async Task PressAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when !_open:
            case "ArrowUp" when !_open: Open(); Move(0); break;
            case "ArrowDown": Move(+1); break;
            case "ArrowUp": Move(-1); break;
            case "Enter" or "Tab" when _open && _active is not null: await ChooseAsync(_active); break;
            case "Enter" when !_open: await OnEnter.InvokeAsync(); break;
            case "Escape": Show(Value); break;
        }
    }

    private void Move(int step)
    {
        if (_shown.Count == 0) { return; }
        var at = _active is null ? -1 : _shown.ToList().IndexOf(_active);
        _active = at < 0 ? _shown[step < 0 ? _shown.Count - 1 : 0] : _shown[(at + step + _shown.Count) % _shown.Count];
    }

    private async Task ChooseAsync(Option option)
    {
        Show(option.Value);
        if (option.Value != Value) { await ValueChanged.InvokeAsync(option.Value); }
    }

    /// <summary>
    /// The reader goes elsewhere. What was typed is taken where it means one option; otherwise it stays, with a word about it, and nothing is chosen:
    /// an earlier choice under another text would be asked unseen.
    /// </summary>
    private async Task LeaveAsync()
    {
        if (!_open) { return; }
        var text = _text.Trim();
        var fitting = _words.Count == 0 ? [] : Options.Search(text).Options;
        if (!_typed && _unfit is not null)
        {
            _open = false;
        }
        else if (!_typed || text == ChosenText)
        {
            Show(Value);
        }
        else if ((Options.Named(text) ?? (fitting.Count == 1 ? fitting[0] : null)) is { } meant)
        {
            await ChooseAsync(meant);
        }
        else
        {
            (_open, _shownValue) = (false, null);
            _unfit = text.Length == 0 ? null : fitting.Count > 0 ? (text, [.. fitting.Take(MostNear)], false) : (text, Options.Near(text), true);
            if (Value is not null) { await ValueChanged.InvokeAsync(null); }
        }
    }

    /// <summary>Closes the list and shows the choice.</summary>
    private void Show(string? value)
    {
        (_shownValue, _open, _unfit) = (value, false, null);
        _text = value is null ? "" : Options.Find(value)?.Text ?? value;
    }
}
