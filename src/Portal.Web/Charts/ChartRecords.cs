namespace Portal.Web.Charts;

/// <summary>What a row, point or shape stands for.</summary>
/// <param name="Text">Its name, in any script; always text, never markup.</param>
public sealed record ChartLabel(string Text)
{
    /// <summary>A short form where there is little room, and a column of its own in the table: <c>DEU</c>, <c>Q6</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The name's language (BCP 47); <see langword="null"/> for the page's own.</summary>
    public string? Language { get; init; }

    /// <summary>A page about it, relative to the portal's root; the point is a link then.</summary>
    public string? Address { get; init; }

    /// <summary>What stands for a name that cannot be seen.</summary>
    internal static string Shown(string? text) => string.IsNullOrWhiteSpace(text) ? "(no name)" : text;

    public static implicit operator ChartLabel(string text) => new(text);
}

/// <summary>A measured value. A missing one is <see langword="null"/>, never NaN or 0.</summary>
public sealed record ChartValue
{
    /// <param name="value">In stored numbers: a share is 0 to 1.</param>
    /// <param name="low">The interval's lower end; <see langword="null"/>: no interval is known.</param>
    /// <param name="high">The interval's upper end.</param>
    /// <param name="respondents">How many answers it rests on.</param>
    /// <exception cref="ArgumentException">A number is not finite, or only one end of the interval is given.</exception>
    public ChartValue(double value, double? low = null, double? high = null, double? respondents = null)
    {
        if (!double.IsFinite(value)) { throw new ArgumentException($"The value is {value}; give null where there is none.", nameof(value)); }
        if (low.HasValue != high.HasValue) { throw new ArgumentException("An interval has two ends; give both or none.", nameof(low)); }
        if (low is { } from && high is { } to && !(double.IsFinite(from) && double.IsFinite(to) && from <= to))
        {
            throw new ArgumentException($"The interval runs from {from} to {to}; its ends are finite and in order.", nameof(low));
        }
        (Value, Low, High, Respondents) = (value, low, high, respondents);
    }

    public double Value { get; }
    public double? Low { get; }
    public double? High { get; }
    public double? Respondents { get; }

    /// <summary><c>61 %, interval 59–64, 1,522 respondents</c>.</summary>
    internal string Describe(ChartUnit unit) => unit.Format(Value)
        + (Low is { } low && High is { } high ? $", interval {unit.Range(low, high)}" : "")
        + (Respondents is { } n ? $", {ChartUnit.Respondents.Bare(n)} respondents" : "");
}

/// <summary>Which data and which code produced a chart.</summary>
/// <param name="Survey">Edition and version of the figures, with its citation.</param>
/// <param name="Code">The portal's version.</param>
public sealed record ChartProvenance(string Survey, string Code)
{
    /// <summary>The probe set and its version, where probes are involved.</summary>
    public string? ProbeSet { get; init; }

    /// <summary>How answers on a scale's midpoint are counted, where scales are folded.</summary>
    public string? MidpointRule { get; init; }

    /// <summary>What else is needed to compute the same: a model, a run, a seed.</summary>
    public IReadOnlyList<(string Name, string Value)> Further { get; init; } = [];

    /// <summary>Everything that is known, by name.</summary>
    public IEnumerable<(string Name, string Value)> Entries()
    {
        yield return ("Survey", Survey);
        if (ProbeSet is { } probes) { yield return ("Probes", probes); }
        if (MidpointRule is { } rule) { yield return ("Midpoints", rule); }
        foreach (var entry in Further) { yield return entry; }
        yield return ("Portal", Code);
    }
}
