using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Portal.Web.Components.Asking;

public sealed partial class Combobox : ComponentBase
{
    private static readonly string[] s_noWords = [];
    private string _text = "";
    private string? _shownValue;
    private bool _open;
    private IReadOnlyList<string> _words = s_noWords;
    private IReadOnlyList<Option> _shown = [];
    private Option? _active;

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
        _shownValue = Value;
        _text = ChosenText;
        _open = false;
    }

    private string ChosenText => Value is null ? "" : Options.Find(Value)?.Text ?? Value;

    private string OptionId(Option option) => $"{Id}-{option.Value}";

    private void Open()
    {
        if (_open) { return; }
        (_open, _words, _shown) = (true, s_noWords, Options.All);
        _active = _shown.FirstOrDefault(o => o.Value == Value);
    }

    private void Narrow()
    {
        (_words, _shown) = Options.Search(_text);
        _active = _words.Count > 0 && _shown.Count > 0 ? _shown[0] : null;
        _open = true;
    }

    private async Task PressAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when !_open:
            case "ArrowUp" when !_open: Open(); Move(0); break;
            case "ArrowDown": Move(+1); break;
            case "ArrowUp": Move(-1); break;
            case "Enter" when _open && _active is not null: await ChooseAsync(_active); break;
            case "Enter" when !_open: await OnEnter.InvokeAsync(); break;
            case "Escape": await CloseAsync(); break;
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
        (_open, _text, _shownValue) = (false, option.Text, option.Value);
        if (option.Value != Value) { await ValueChanged.InvokeAsync(option.Value); }
    }

    /// <summary>Leaves the field as the choice stands; an emptied field means no choice.</summary>
    private async Task CloseAsync()
    {
        if (!_open) { return; }
        _open = false;
        if (_text.Trim().Length == 0 && Value is not null)
        {
            _shownValue = null;
            await ValueChanged.InvokeAsync(null);
        }
        else { _text = ChosenText; }
    }
}
