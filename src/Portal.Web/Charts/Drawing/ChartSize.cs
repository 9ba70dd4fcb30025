namespace Portal.Web.Charts.Drawing;

/// <summary>A width that pictures are drawn for; the page shows the one that fits its column.</summary>
/// <param name="Name">Its CSS class.</param>
/// <param name="Width">In pixels at a scale of 1.</param>
public sealed record ChartSize(string Name, double Width)
{
    /// <summary>For telephones: labels stand above their bars.</summary>
    public static ChartSize Narrow { get; } = new("narrow", 344);

    /// <summary>For everything else, and for exports.</summary>
    public static ChartSize Wide { get; } = new("wide", 760);

    public static IReadOnlyList<ChartSize> All { get; } = [Wide, Narrow];

    public bool IsNarrow => this == Narrow;
}
