using Microsoft.AspNetCore.Components;
using Portal.Core.Survey;

namespace Portal.Web.Components.Asking;

public sealed partial class Composer : ComponentBase
{
    private static readonly (string Field, string Name)[] s_ownFields = [("question.template", "The sentence"), ("question.first", "The first answer"), ("question.second", "The second answer")];

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

    /// <summary>What is wrong with the reader's own question: after asking every rule, before only those that what is written breaks.</summary>
    private IReadOnlyList<string> OwnProblems
    {
        get
        {
            var asked = s_ownFields.Where(f => Problems.ContainsKey(f.Field)).Select(f => $"{f.Name} {Problems[f.Field]}.").ToList();
            if (asked.Count > 0) { return asked; }
            var written = new Dictionary<string, string?> { ["question.template"] = Choices.Question, ["question.first"] = Choices.First, ["question.second"] = Choices.Second };
            return [.. ProbeRules.Check(Choices.Question ?? "", Choices.First ?? "", Choices.Second ?? "")
                .Where(p => !string.IsNullOrEmpty(written["question." + p.Field]))
                .Select(p => $"{s_ownFields.First(f => f.Field == "question." + p.Field).Name} {p.Problem}.")];
        }
    }

    private string? Invalid(string field) => Problems.ContainsKey(field) ? "true" : null;
}
