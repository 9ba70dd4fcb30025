using Microsoft.AspNetCore.Components;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

public sealed partial class ChoiceBar : ComponentBase
{
    private bool _shown;

    [Parameter, EditorRequired] public Choices Choices { get; set; } = new();

    [Parameter, EditorRequired] public ChoiceDefaults Defaults { get; set; } = default!;

    [Parameter, EditorRequired] public EventCallback<Choices> Changed { get; set; }

    [Parameter, EditorRequired] public OptionList Countries { get; set; } = OptionList.Empty;

    [Parameter, EditorRequired] public IReadOnlyList<ModelOffer> Offers { get; set; } = [];

    /// <summary>BCP 47 tag and name of every language that has a probe set.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<(string Tag, string Name)> Languages { get; set; } = [];

    /// <summary>What is wrong, by field of the request.</summary>
    [Parameter] public IReadOnlyDictionary<string, string> Problems { get; set; } = new Dictionary<string, string>();

    [Parameter] public bool Disabled { get; set; }

    private string Model => Choices.Model ?? Defaults.Model;

    private string InOneLine
    {
        get
        {
            var country = Choices.Country is { } code ? Countries.Find(code)?.Text ?? code : "Choose a country";
            return $"{country} · {Model} · {Choices.K ?? Defaults.K} demonstrations · {Choices.Samples ?? Defaults.Samples} samples";
        }
    }

    protected override void OnParametersSet() => _shown |= Problems.Keys.Any(ChoiceProblems.IsChoice);

    private string? Invalid(string field) => Problems.ContainsKey(field) ? "true" : null;

    private EventCallback<ChangeEventArgs> Set(Func<Choices, string?, Choices> change) => EventCallback.Factory.Create<ChangeEventArgs>(this, args =>
        Changed.InvokeAsync(change(Choices, args.Value is string { Length: > 0 } value ? value : null)));
}
