using System.Globalization;

namespace Portal.Web.Charts;

/// <summary>What a number is counted in, and how it is written. Stored values are never rounded; what is shown is.</summary>
/// <param name="Name">What is measured, as a noun: <c>share of respondents</c>.</param>
/// <param name="Symbol">What stands after the number: <c>%</c>; empty for a bare number.</param>
/// <param name="Factor">Shown number per stored number: 100 where a share of 0.61 is shown as 61 %.</param>
/// <param name="Decimals">Decimals shown.</param>
public sealed record ChartUnit(string Name, string Symbol = "", double Factor = 1, int Decimals = 0)
{
    private const string NarrowSpace = "\u202f";

    /// <summary>A share of 0 to 1, shown in percent on an axis from 0 to 100.</summary>
    public static ChartUnit Share { get; } = new("share of respondents", "%", 100) { Minimum = 0, Maximum = 1 };

    /// <summary>A difference of two shares, shown in percentage points.</summary>
    public static ChartUnit Points { get; } = new("difference of shares", "points", 100);

    /// <summary>A cosine similarity, at most 1.</summary>
    public static ChartUnit Cosine { get; } = new("cosine similarity", "", 1, 3);

    /// <summary>How many people answered.</summary>
    public static ChartUnit Respondents { get; } = new("respondents");

    /// <summary>Where the axis begins, in stored numbers; <see langword="null"/>: where the data do.</summary>
    public double? Minimum { get; init; }

    /// <summary>Where the axis ends, in stored numbers; <see langword="null"/>: where the data do.</summary>
    public double? Maximum { get; init; }

    /// <summary>The name with its symbol, for headings: <c>share of respondents (%)</c>.</summary>
    public string Heading => Symbol.Length == 0 ? Name : $"{Name} ({Symbol})";

    /// <summary><c>61 %</c>, with a space that does not break and a true minus sign.</summary>
    public string Format(double value) => Symbol.Length == 0 ? Bare(value) : Bare(value) + NarrowSpace + Symbol;

    /// <summary>The number alone, as in a table whose heading names the unit.</summary>
    public string Bare(double value) => Written(value, Decimals);

    /// <summary>The number alone with the decimals that <paramref name="step"/> needs, for an axis.</summary>
    internal string Tick(double value, double step) => Written(value, Math.Max(0, -(int)Math.Floor(Math.Log10(step * Factor) + 1e-9)));

    /// <summary>An interval: <c>59–64</c>, or <c>−3 to 5</c> where a sign would meet the dash.</summary>
    public string Range(double low, double high) => low < 0 || high < 0 ? $"{Bare(low)} to {Bare(high)}" : $"{Bare(low)}–{Bare(high)}";

    private string Written(double value, int decimals)
    {
        var shown = Math.Round(Factor * value, decimals, MidpointRounding.AwayFromZero);
        var text = Math.Abs(shown).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return shown < 0 ? "\u2212" + text : text;
    }
}
