using Portal.Core.Statistics;

namespace Portal.Core.Survey;

/// <summary>Where a country lies on a <see cref="CountryPlane"/>.</summary>
public sealed record PlanePoint(Country Country, double X, double Y);

/// <summary>
/// Countries in two dimensions: the first two principal components of their profiles, centred and unscaled, so that questions on which countries differ
/// much weigh much. Axes have no meaning but their loadings, and their signs are free (the largest loading is positive).
/// </summary>
/// <param name="Points">The shown countries, by code.</param>
/// <param name="Explained">Share of the variance between the shown countries that each axis explains.</param>
/// <param name="ProbeIds">The probes behind the picture: those that all shown countries have.</param>
/// <param name="Loadings">Per axis, one loading per probe of <paramref name="ProbeIds"/>; their squares sum to 1.</param>
/// <param name="LeftOutCountries">Countries that were asked for and have fewer than <see cref="LeastCoverage"/> of the probes, with the number they have.</param>
/// <param name="LeftOutProbes">Probes that some shown country lacks.</param>
public sealed record CountryPlane(
    IReadOnlyList<PlanePoint> Points,
    IReadOnlyList<double> Explained,
    IReadOnlyList<string> ProbeIds,
    IReadOnlyList<IReadOnlyList<double>> Loadings,
    IReadOnlyList<(Country Country, int Probes)> LeftOutCountries,
    IReadOnlyList<string> LeftOutProbes)
{
    /// <summary>The part of the probes that a country must have to be shown: each country with gaps takes its missing questions from all the others.</summary>
    public const double LeastCoverage = 0.8;

    /// <summary>Fewer countries than this span no plane.</summary>
    public const int LeastCountries = 3;

    /// <summary>The probes that pull hardest along an axis, by descending absolute loading.</summary>
    /// <param name="axis">0 or 1.</param>
    public IReadOnlyList<(string ProbeId, double Loading)> LargestLoadings(int axis, int count) =>
        [.. ProbeIds.Zip(Loadings[axis]).OrderByDescending(pair => Math.Abs(pair.Second)).Take(count)];

    /// <summary>Places countries by their profiles over <paramref name="probes"/>.</summary>
    /// <param name="countries">Codes, each once.</param>
    /// <exception cref="SurveyException">An unknown country, or too few countries or shared probes are left for a plane.</exception>
    public static CountryPlane Of(SurveyData survey, ProbeSet probes, IEnumerable<string> countries, MidpointRule midpoints = MidpointRule.Half)
    {
        string[] ids = [.. probes.Select(p => p.Id)];
        var asked = countries.Distinct().Select(survey.Country).OrderBy(c => c.Iso3, StringComparer.Ordinal).Select(c =>
        {
            var shares = survey.Profile(c.Iso3, ids, midpoints).SharesFirst;
            return (Country: c, Shares: shares, Probes: shares.Count(share => !double.IsNaN(share)));
        }).ToList();
        var shown = asked.Where(c => c.Probes >= LeastCoverage * ids.Length).ToList();
        if (shown.Count < LeastCountries)
        {
            throw new SurveyException(
                $"{shown.Count} of the {asked.Count} countries have answers to at least {100 * LeastCoverage} % of the probes; a plane needs {LeastCountries}: add countries");
        }
        var shared = Enumerable.Range(0, ids.Length).Where(p => shown.TrueForAll(c => !double.IsNaN(c.Shares[p]))).ToList();
        if (shared.Count < 2) { throw new SurveyException($"these countries share {shared.Count} probes; a plane needs 2: leave some out"); }
        var found = PrincipalComponents.Of([.. shown.Select(c => (IReadOnlyList<double>)[.. shared.Select(p => c.Shares[p])])], 2);
        return new CountryPlane(
            [.. shown.Zip(found.Projection, (c, at) => new PlanePoint(c.Country, at[0], at[1]))],
            [found.Explained(0), found.Explained(1)],
            [.. shared.Select(p => ids[p])],
            found.Components,
            [.. asked.Where(c => c.Probes < LeastCoverage * ids.Length).Select(c => (c.Country, c.Probes))],
            [.. Enumerable.Range(0, ids.Length).Except(shared).Select(p => ids[p])]);
    }
}
