using Microsoft.AspNetCore.Components;
using Portal.Core.Survey;

namespace Portal.Web.Components.Asking;

public sealed partial class Composer : ComponentBase
{
    [Parameter, EditorRequired] public Choices Choices { get; set; } = new();

    [Parameter, EditorRequired] public EventCallback<Choices> Changed { get; set; }

    [Parameter, EditorRequired] public EventCallback Asked { get; set; }

    [Parameter, EditorRequired] public OptionList Probes { get; set; } = OptionList.Empty;

    /// <summary>The chosen probe.</summary>
    [Parameter] public Probe? Chosen { get; set; }

    /// <summary>What is wrong, by field of the request.</summary>
    [Parameter] public IReadOnlyDictionary<string, string> Problems { get; set; } = new Dictionary<string, string>();

    [Parameter] public bool Disabled { get; set; }

    /// <summary>Whether a turn is being handed in.</summary>
    [Parameter] public bool Busy { get; set; }

    /// <summary>What is wrong, in sentences: after asking everything, before that only what is written of the reader's own question.</summary>
    private IReadOnlyList<string> Wrong => ChoiceProblems.InWords(Problems) is { Count: > 0 } asked ? asked
        : !Choices.IsOwn ? []
        : [.. ProbeRules.Check(Choices.Question ?? "", Choices.First ?? "", Choices.Second ?? "")
            .Where(p => !string.IsNullOrEmpty(Written(p.Field)))
            .Select(p => ChoiceProblems.OfQuestion(p.Field, p.Problem))];

    private string? Written(string field) => field switch { "template" => Choices.Question, "first" => Choices.First, _ => Choices.Second };

    private string? Invalid(string field) => Problems.ContainsKey(field) ? "true" : null;
}
