namespace Portal.Web.Playground;

/// <summary>How much the playground takes on, configuration section <c>Playground</c>.</summary>
public sealed record PlaygroundOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Playground";

    /// <summary>Turns that one endpoint works on at a time; a slow endpoint keeps no other one waiting.</summary>
    public int TurnsPerEndpoint { get; init; } = 2;

    /// <summary>Turns of one endpoint that may wait.</summary>
    public int WaitingTurns { get; init; } = 100;

    /// <exception cref="InvalidDataException">A number makes no sense; the message names it.</exception>
    public static PlaygroundOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<PlaygroundOptions>() ?? new();
        return options switch
        {
            { TurnsPerEndpoint: < 1 } => throw new InvalidDataException($"{Section}:{nameof(TurnsPerEndpoint)} is {options.TurnsPerEndpoint}; give 1 or more"),
            { WaitingTurns: < 0 } => throw new InvalidDataException($"{Section}:{nameof(WaitingTurns)} is {options.WaitingTurns}; give 0 or more"),
            _ => options,
        };
    }
}
