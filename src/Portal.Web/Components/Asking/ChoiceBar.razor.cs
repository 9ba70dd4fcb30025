using Microsoft.AspNetCore.Components;
using Portal.Web.Components.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Asking;

public sealed partial class ChoiceBar : ComponentBase
{
    private static readonly (string Id, string Name)[] s_strategies =
    [
        ("chrf", "chrF++ across categories"), ("chrf-category", "chrF++ within category"), ("random-category", "random within category"), ("random", "random"),
    ];

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

    private string Language => Known(Choices.Language ?? Defaults.Language, Languages.Select(l => l.Tag));

    private bool IsKnownLanguage => Languages.Any(l => l.Tag == Language);

    private string Strategy => Known(Choices.Strategy ?? Defaults.Strategy, s_strategies.Select(s => s.Id));

    private bool IsKnownStrategy => s_strategies.Any(s => s.Id == Strategy);

    private string InOneLine
    {
        get
        {
            var country = Choices.Country is { } code ? Countries.Find(code)?.Text ?? code : "Choose a country";
            return $"{ForeignText.Plain(country)} · {ForeignText.Plain(Model)} · {Choices.K ?? Defaults.K} demonstrations · {Choices.Samples ?? Defaults.Samples} samples";
        }
    }

    protected override void OnParametersSet() => _shown |= Problems.Keys.Any(ChoiceProblems.IsChoice) || !IsKnownLanguage || !IsKnownStrategy;

    /// <summary>A value as it is known: both are read in any case.</summary>
    private static string Known(string value, IEnumerable<string> known) => known.FirstOrDefault(k => string.Equals(k, value, StringComparison.OrdinalIgnoreCase)) ?? value;

    private string? Invalid(string field) => Problems.ContainsKey(field) ? "true" : null;

    private EventCallback<ChangeEventArgs> Set(Func<Choices, string?, Choices> change) => EventCallback.Factory.Create<ChangeEventArgs>(this, args =>
        Changed.InvokeAsync(change(Choices, args.Value is string { Length: > 0 } value ? value : null)));
}
