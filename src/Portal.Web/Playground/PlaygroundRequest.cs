using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Portal.Web.Playground;

/// <summary>What a reader or a script asks: a country, and a probe or a question of their own. Everything else has a default.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlaygroundRequest
{
    [Description("A model from /api/models; the default is demo, the bundled one.")]
    public string? Model { get; init; }

    [Description("ISO 3166-1 alpha-3 code of a surveyed country: PAK.")]
    public string? Country { get; init; }

    [Description("BCP 47 tag of a language that has a probe set; the default is en.")]
    public string? Language { get; init; }

    [Description("The question id, with its letter where a question has several probes: Q6, Q94a. Give this or question.")]
    public string? Probe { get; init; }

    [Description("A question of one's own. Give this or probe.")]
    public PlaygroundQuestion? Question { get; init; }

    [Description("How demonstrations are chosen: random, random-category, chrf-category or chrf; the default is chrf.")]
    public string? Strategy { get; init; }

    [Description("Number of demonstrations; the default is 5.")]
    public int? Demonstrations { get; init; }

    [Description("Draws per arm; the default is 10.")]
    public int? Samples { get; init; }

    [Description("Sampling temperature in [0, 2]; the default is the model's own.")]
    public double? Temperature { get; init; }

    [Description("Seed of option order, random selection and sampling; drawn and stored where none is given.")]
    public long? Seed { get; init; }
}

/// <summary>A question of the reader's own.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlaygroundQuestion
{
    [Description("A sentence with exactly one _ where the answer belongs.")]
    public string? Template { get; init; }

    [Description("The first answer.")]
    public string? First { get; init; }

    [Description("The second answer.")]
    public string? Second { get; init; }
}

/// <summary>A request that cannot be asked as it stands.</summary>
/// <param name="errors">By field, in camelCase: what was given, what is allowed, and the nearest known name.</param>
public sealed class PlaygroundRequestException(IReadOnlyDictionary<string, string[]> errors)
    : Exception(string.Join("; ", errors.SelectMany(field => field.Value.Select(error => error.StartsWith("no ", StringComparison.Ordinal) ? error : $"{field.Key} {error}"))))
{
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}

/// <summary>There is no such turn in the store.</summary>
public sealed class TurnNotFoundException(string id) : Exception($"there is no turn {id}; its link may be mistyped, or it belongs to another portal");

/// <summary>As many turns of an endpoint wait as the portal takes.</summary>
public sealed class PlaygroundFullException(string endpoint, int waiting)
    : Exception($"{waiting} turns are already waiting for {endpoint}; try again when some of them are done, or choose a model of another endpoint");

/// <summary>No explanation could be had. The message says why and what to do.</summary>
public sealed class ExplanationException(string message, Exception? inner) : Exception(message, inner);
