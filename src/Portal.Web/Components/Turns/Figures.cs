using System.Globalization;
using Portal.Core.Alignment;

namespace Portal.Web.Components.Turns;

/// <summary>Numbers and names as every page writes them.</summary>
internal static class Figures
{
    private const string NarrowSpace = "\u202f";

    /// <summary><c>62 %</c>, with a space that does not break.</summary>
    public static string Percent(double share) => Whole(share) + NarrowSpace + "%";

    /// <summary>An interval in percent: <c>49–94</c>.</summary>
    public static string Range(double low, double high) => $"{Whole(low)}–{Whole(high)}";

    /// <summary><c>1,528</c>.</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A temperature or a similarity with one decimal: <c>1.0</c>.</summary>
    public static string OneDecimal(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A temperature with the decimals that it has, at least one: <c>1.0</c>, <c>0.75</c>.</summary>
    public static string Temperature(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);

    /// <summary>A position on the share axis for an SVG attribute: <c>62.4%</c>.</summary>
    public static string Position(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary><c>21 Nov 2025, 09:14 UTC</c>.</summary>
    public static string Moment(DateTime utc) => utc.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A country's name inside a sentence: <c>the Netherlands</c>.</summary>
    public static string Place(string country) => country is "Netherlands" or "Philippines" or "United States" or "Maldives" ? "the " + country : country;

    /// <summary>A message as a sentence: with a capital at its beginning and a full stop at its end.</summary>
    public static string Sentence(string? message) => message?.Trim() is not { Length: > 0 } said ? ""
        : char.ToUpperInvariant(said[0]) + Ended(said[1..]);

    /// <summary>The end of a sentence, with its full stop.</summary>
    public static string Ended(string message) => message.TrimEnd() is var said && said is [.., '.' or '!' or '?'] ? said : said + ".";

    /// <summary>How the demonstrations were chosen, after "chosen" or "by".</summary>
    public static string Name(SelectionStrategy strategy) => strategy switch
    {
        SelectionStrategy.Random => "at random",
        SelectionStrategy.RandomCategory => "at random within the category",
        SelectionStrategy.ChrfCategory => "chrF++ within the category",
        _ => "chrF++ across categories",
    };

    /// <summary>The arm's name and its CSS class's part.</summary>
    public static string Name(Arm arm) => arm == Arm.ZeroShot ? "Zero-shot" : "Aligned";

    /// <summary>The voice's CSS class: the same colour and shape on every page.</summary>
    public static string Voice(Arm arm) => arm == Arm.ZeroShot ? "zero-shot" : "aligned";

    private static string Whole(double share) => Math.Round(100 * share, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture);
}
