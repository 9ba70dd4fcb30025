namespace Portal.Core.Survey;

/// <summary>A society's value of a measure.</summary>
/// <param name="Country">The society.</param>
/// <param name="Estimate"><see langword="null"/>: the survey has no answers, or too few, and shows as such.</param>
public sealed record CountryValue(Country Country, Estimate? Estimate);

/// <summary>One figure for every society, and its form in an address: <c>answer:Q6</c>, <c>category:religious-values</c>, <c>similarity:DEU</c>.</summary>
public abstract record Measure
{
    private static readonly string[] _kinds = [AnswerShare.Kind, CategoryMean.Kind, SimilarityTo.Kind];

    /// <summary>The value of every society, by code.</summary>
    public abstract IReadOnlyList<CountryValue> Values(SurveyData survey, ProbeSet probes, MidpointRule midpoints = MidpointRule.Half);

    /// <summary>The measure that an address names.</summary>
    /// <param name="address">As <see cref="ToString"/> writes it.</param>
    /// <exception cref="SurveyException">There is no such measure, question, category or country; the message suggests the nearest.</exception>
    public static Measure Parse(string address, SurveyData survey, ProbeSet probes)
    {
        var (kind, id) = address.IndexOf(':') is >= 0 and var colon ? (address[..colon], address[(colon + 1)..]) : (address, "");
        return kind switch
        {
            AnswerShare.Kind => new AnswerShare(probes[id].Id),
            CategoryMean.Kind => new CategoryMean(CategoryMean.Find(id, probes)),
            SimilarityTo.Kind => new SimilarityTo(survey.Country(id).Iso3),
            _ => throw new SurveyException(
                $"no measure \"{address}\"; write answer:Q6, category:religious-values or similarity:DEU{Suggestion.Question(Suggestion.For(kind, _kinds))}"),
        };
    }

    /// <summary>The measure's form in an address.</summary>
    public abstract override string ToString();
}

/// <summary>The share of respondents on a probe's first side. What is random is the respondent.</summary>
/// <param name="ProbeId">The probe's id.</param>
public sealed record AnswerShare(string ProbeId) : Measure
{
    internal const string Kind = "answer";

    /// <inheritdoc/>
    public override IReadOnlyList<CountryValue> Values(SurveyData survey, ProbeSet probes, MidpointRule midpoints = MidpointRule.Half) =>
        [.. survey.Countries.Select(c => new CountryValue(c, survey.GroundTruth(c.Iso3, ProbeId, midpoints) is { } truth ? Estimate.Of(truth) : null))];

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{ProbeId}";
}

/// <summary>
/// The mean over a category's probes of the share on the first side, as a profile holds them: not a scale, since the first sides of two probes need
/// not mean the same. What is random is the respondent (<see cref="Estimate.Mean"/>).
/// </summary>
/// <param name="Category">The category's name.</param>
public sealed record CategoryMean(string Category) : Measure
{
    /// <summary>The part of a category's probes that a country must have; its mean is over those it has, and <see cref="Estimate.Questions"/> says how many.</summary>
    public const double LeastCoverage = 0.8;

    internal const string Kind = "category";

    /// <inheritdoc/>
    public override IReadOnlyList<CountryValue> Values(SurveyData survey, ProbeSet probes, MidpointRule midpoints = MidpointRule.Half)
    {
        var asked = probes.Where(p => p.Category == Category).ToList();
        return [.. survey.Countries.Select(country =>
        {
            var truths = asked.Select(p => survey.GroundTruth(country.Iso3, p.Id, midpoints)).OfType<GroundTruth>().ToList();
            return new CountryValue(country, truths.Count > 0 && truths.Count >= LeastCoverage * asked.Count ? Estimate.Mean(truths) : null);
        })];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{Slug.Of(Category)}";

    internal static string Find(string slug, ProbeSet probes)
    {
        var categories = probes.Select(p => p.Category).OfType<string>().Distinct().ToList();
        return categories.Find(c => Slug.Of(c) == slug)
            ?? throw new SurveyException($"no category \"{slug}\"{Suggestion.Question([.. Suggestion.For(slug, categories, c => [Slug.Of(c), c]).Select(Slug.Of)])}");
    }
}

/// <summary>The cosine similarity of every society to one. What is random is the question (<see cref="Similarity.To"/>); the society's to itself is 1.</summary>
/// <param name="Iso3">The society that the others are compared with.</param>
public sealed record SimilarityTo(string Iso3) : Measure
{
    internal const string Kind = "similarity";

    /// <inheritdoc/>
    public override IReadOnlyList<CountryValue> Values(SurveyData survey, ProbeSet probes, MidpointRule midpoints = MidpointRule.Half)
    {
        string[] ids = [.. probes.Select(p => p.Id)];
        var reference = survey.Profile(Iso3, ids, midpoints);
        return [.. survey.Countries.Select(c => new CountryValue(c, Similarity.To(reference, survey.Profile(c.Iso3, ids, midpoints))))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{Iso3}";
}
