using Portal.Core.Survey;
using Portal.Web.Charts;
using Portal.Web.Charts.Drawing;

namespace Portal.Web.Countries;

/// <summary>A page in one state, read from its address and written back to it. What it is about always stands in the address; how it is shown, where it is not the default.</summary>
public abstract record PageView
{
    /// <summary>Values of the address that cannot be used, each named with a remedy; defaults stand in their place.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The canonical address, relative to the portal's root: the same state always gives the same one.</summary>
    public abstract string ToAddress();

    /// <summary>The page's heading and charts.</summary>
    public abstract ChartView Draw(SurveyFigures figures);

    /// <summary>The charts for a file or an embed, which stand alone: an address that was not understood gives none.</summary>
    /// <exception cref="ChartViewException">The address has a value that cannot be used.</exception>
    public ChartView DrawWhole(SurveyFigures figures) => Problems.Count == 0 ? Draw(figures) : throw new ChartViewException(StatusCodes.Status400BadRequest, string.Join(" ", Problems));

    /// <summary>The country of a page's path, in any case.</summary>
    /// <exception cref="ChartViewException">404: there is none; the message suggests the nearest.</exception>
    protected static Country CountryOf(string iso3, SurveyFigures figures) => Found(() => figures.Survey.Country(Spelled(ChartText.Cut(iso3, QueryReader.MostLength), figures.Survey.Countries.Select(c => c.Iso3))));

    /// <summary>The probe of a page's path, in any case.</summary>
    /// <exception cref="ChartViewException">404: there is none; the message suggests the nearest.</exception>
    protected static Probe ProbeOf(string id, SurveyFigures figures) => Found(() => figures.Probes[Spelled(ChartText.Cut(id, QueryReader.MostLength), figures.Probes.Select(p => p.Id))]);

    /// <summary>The name among <paramref name="known"/> that <paramref name="given"/> is but for case; else itself.</summary>
    internal static string Spelled(string given, IEnumerable<string> known) => known.FirstOrDefault(name => string.Equals(name, given.Trim(), StringComparison.OrdinalIgnoreCase)) ?? given;

    /// <summary>A value in an address; the signs that the portal's own values hold stay readable.</summary>
    protected static string Escaped(string value) => Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%20", "+", StringComparison.Ordinal);

    private static T Found<T>(Func<T> find)
    {
        try { return find(); }
        catch (SurveyException unknown) { throw new ChartViewException(StatusCodes.Status404NotFound, QueryReader.Told(unknown.Message)); }
    }
}
