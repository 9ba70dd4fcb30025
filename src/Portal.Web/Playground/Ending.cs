using System.Text.Json;
using Portal.Llm.Endpoints;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.Web.Hosting;

namespace Portal.Web.Playground;

/// <summary>How a turn ended.</summary>
public sealed record Ending(TurnState State, Failure? Failure = null)
{
    /// <summary>Names the weights that were asked, where the local host tells that only once it has opened them.</summary>
    public string? Fingerprint { get; init; }

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The portal ended first.</summary>
    public static Ending Interrupted { get; } = new(TurnState.Interrupted, new Failure("interrupted", "the portal was stopped before the turn was done", "Ask again."));

    /// <summary>The ending that an error means, in words for the turn's reader.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="life">The local host's life, where the turn was asked of it.</param>
    public static async Task<Ending> OfAsync(Exception error, HostLife? life) => new(TurnState.Failed, error switch
    {
        StoreException => new Failure("store", error.Message, "Then ask again; the draws above are kept."),
        HostUnavailableException => new Failure("host-unavailable", error.Message, "Look into the portal's log, then ask again."),
        ProviderException or OperationCanceledException when life is not null && await life.ProblemAsync(s_patience) is { } problem =>
            new Failure("host-ended", problem, "It is being started again: ask again in a moment."),
        ProviderException { InnerException: ProviderException cause } => Of(cause),       // the sampler counts draws, the card shows them
        ProviderException failure => Of(failure),
        _ => new Failure("internal", $"the portal made a mistake: {error.Message}", "Ask again; if it repeats, report it with the portal's log."),
    });

    private static Failure Of(ProviderException failure) =>
        new(JsonNamingPolicy.KebabCaseLower.ConvertName(failure.Failure.ToString()), failure.Message, failure.Remedy);
}
