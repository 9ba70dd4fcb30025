using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components;
using Portal.Core.Alignment;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.Web.Playground;

namespace Portal.Web.Components.Turns;

public sealed partial class TurnActions(NavigationManager navigation) : ComponentBase
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,      // for a shell, not for a page
    };

    private Arm? _asking;
    private string? _problem;

    [Parameter, EditorRequired] public ShownTurn Stored { get; set; } = default!;

    /// <summary>What the model can do now; <see langword="null"/> where that is not known.</summary>
    [Parameter] public ModelOffer? Offer { get; set; }

    [Parameter] public EventCallback<Arm> OnExplain { get; set; }

    /// <summary>The address of the playground with the same choices, where the page offers it.</summary>
    [Parameter] public string? Again { get; set; }

    private TurnLine Turn => Stored.Turn;

    private string Link => navigation.ToAbsoluteUri($"p/{Turn.Id}").ToString();

    /// <summary>The call that asks the same of the portal, for a POSIX shell.</summary>
    private string Curl
    {
        get
        {
            var body = JsonSerializer.Serialize(Turn.Request, s_json).Replace("'", @"'\''", StringComparison.Ordinal);
            return $"curl -N {navigation.ToAbsoluteUri("api/playground")} -H 'Content-Type: application/json' -d '{body}'";
        }
    }

    /// <summary>Why an arm cannot be asked for its reasons; <see langword="null"/> where it can.</summary>
    private string? Reason(Arm arm) =>
        !Stored.Summary.State.IsFinished() ? "“Ask why” waits until the answers have arrived."
        : Stored.Draws.Count == 0 ? "“Ask why” is off: there is no answer to explain."
        : Offer is null ? "“Ask why” is off: the model is not on offer at the moment."
        : !Offer.Explains ? $"“Ask why” is off: {Offer.CannotExplain}"
        : Stored.Draws.All(d => d.Arm != arm || Stored.Explanations.Any(e => (e.Arm, e.Index) == (arm, d.Index))) ? $"“Ask why” has no {Figures.Name(arm).ToLowerInvariant()} answer left to explain."
        : null;

    /// <summary>The reason that is written out: none while a turn runs, that is plain to see.</summary>
    private string? Shown => Stored.Summary.State.IsFinished() ? Reason(Arm.Aligned) ?? Reason(Arm.ZeroShot) : null;

    private async Task ExplainAsync(Arm arm)
    {
        if (Reason(arm) is not null || _asking is not null) { return; }
        (_asking, _problem) = (arm, null);
        try { await OnExplain.InvokeAsync(arm); }
        catch (StoreException error) { _problem = $"The model has answered, but its words cannot be kept: {error.Message}. Then ask again."; }
        catch (Exception error) when (error is ExplanationException or TurnNotFoundException) { _problem = $"“Ask why” failed: {Figures.Ended(error.Message)}"; }
        finally { _asking = null; }
    }
}
