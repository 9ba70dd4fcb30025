namespace Portal.Core.Survey;

/// <summary>Another country and how alike it answers.</summary>
/// <param name="Country">The other country.</param>
/// <param name="Similarity">Cosine over the shared questions, whose number is <see cref="Estimate.Questions"/>.</param>
public sealed record Neighbour(Country Country, Estimate Similarity);

/// <summary>The other countries by similarity to one.</summary>
/// <param name="NearestFirst">All that share enough questions with it, the most similar first.</param>
/// <param name="LeftOut">Those that share too few (<see cref="Similarity.LeastShared"/>), with the number they share.</param>
public sealed record Neighbours(IReadOnlyList<Neighbour> NearestFirst, IReadOnlyList<(Country Country, int Shared)> LeftOut)
{
    /// <summary>Ranks all other countries of the survey.</summary>
    /// <exception cref="SurveyException">Unknown country.</exception>
    public static Neighbours Of(SurveyData survey, ProbeSet probes, string iso3, MidpointRule midpoints = MidpointRule.Half)
    {
        string[] ids = [.. probes.Select(p => p.Id)];
        var own = survey.Profile(iso3, ids, midpoints);
        var (near, left) = (new List<Neighbour>(), new List<(Country Country, int Shared)>());
        foreach (var country in survey.Countries.Where(c => c.Iso3 != iso3))
        {
            var other = survey.Profile(country.Iso3, ids, midpoints);
            if (Similarity.To(own, other) is { } similarity) { near.Add(new Neighbour(country, similarity)); }
            else { left.Add((country, Similarity.Shared(own, other))); }
        }
        return new Neighbours([.. near.OrderByDescending(n => n.Similarity.Value)], left);
    }
}
