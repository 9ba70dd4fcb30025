namespace Portal.Web.Playground;

/// <summary>How much the playground takes on, configuration section <c>Playground</c>.</summary>
public sealed record PlaygroundOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Playground";

    /// <summary>Turns that one endpoint works on at a time; a slow endpoint keeps no other one waiting.</summary>
    public int TurnsPerEndpoint { get; init; } = 2;

    /// <summary>Turns that may wait.</summary>
    public int WaitingTurns { get; init; } = 100;
}
