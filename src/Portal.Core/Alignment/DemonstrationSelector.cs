using Portal.Core.Survey;

namespace Portal.Core.Alignment;

/// <summary>There are not the demonstrations that were asked for. The message says what there is and what to ask for instead.</summary>
/// <param name="message">What is wrong and how to put it right.</param>
/// <param name="available">How many demonstrations are at hand.</param>
public sealed class SelectionException(string message, int available) : Exception(message)
{
    /// <summary>How many demonstrations are at hand.</summary>
    public int Available { get; } = available;
}

/// <summary>
/// Chooses the demonstrations that precede a test probe (thesis, section 8.4.3), from the probes of its language. Never chosen are the test probe,
/// another probe of the same question (its answer would give the test probe's away), a probe with the same sentence, and a probe that
/// the country has no answers to. Immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// Similarity is chrF++ of the demonstration's template as the hypothesis against the test probe's template as the reference, both with their blank.
/// So it depends on the language only, never on a country's answers. chrF++ is not symmetric.
/// </remarks>
/// <param name="probes">The probes of one language.</param>
/// <param name="survey">The ground truth.</param>
public sealed class DemonstrationSelector(ProbeSet probes, SurveyData survey)
{
    private readonly ChrFIndex _similarity = new([.. probes.Select(p => p.Template)]);

    /// <summary>The demonstrations for a probe: best first for the chrF++ strategies, ties in the survey's order; in drawn order for the random ones.</summary>
    /// <param name="test">A probe of the set, or a reader's own question in the same language.</param>
    /// <param name="country">ISO 3166-1 alpha-3 code of the society whose majority answers complete the demonstrations.</param>
    /// <param name="strategy">How to choose.</param>
    /// <param name="count">How many; 0 gives none.</param>
    /// <param name="seed">
    /// The run's seed. Every probe gets a random key from the seed and the test probe, and the smallest keys are drawn: so a larger
    /// count continues a smaller one, and countries differ only where answers are missing. The chrF++ strategies do not use it.
    /// </param>
    /// <exception cref="SelectionException">Fewer probes fit than were asked for, or the strategy needs a category that the test probe does not have.</exception>
    /// <exception cref="SurveyException">No such country.</exception>
    public IReadOnlyList<Demonstration> Select(Probe test, string country, SelectionStrategy strategy, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (test.Language != probes.Language)
        {
            throw new ArgumentException($"the test probe is in {test.Language}, the demonstrations are in {probes.Language}; choose one language", nameof(test));
        }
        var name = survey.Country(country).Name;
        var withinCategory = strategy is SelectionStrategy.RandomCategory or SelectionStrategy.ChrfCategory;
        if (withinCategory && test.Category is null)
        {
            throw new SelectionException("a question of one's own has no survey category; choose a strategy across categories: random or chrf", 0);
        }
        var candidates = Candidates(test, country).Where(c => !withinCategory || c.Probe.Category == test.Category).ToList();
        if (candidates.Count < count)
        {
            var pool = withinCategory ? $"probes of {test.Category}" : "probes";
            throw new SelectionException(
                $"{count} demonstrations were asked for, but only {candidates.Count} other {pool} have answers from {name}; ask for at most {candidates.Count}"
                + (withinCategory ? " or choose a strategy across categories" : ""),
                candidates.Count);
        }
        if (strategy is SelectionStrategy.Random or SelectionStrategy.RandomCategory)
        {
            var random = SeededRandom.Stream(seed, $"demonstrations {test.Id}");
            var keys = probes.Select(_ => random.NextUInt64()).ToArray();          // for every probe, so that a missing one moves no other
            return [.. candidates.OrderBy(c => keys[probes.IndexOf(c.Probe.Id)]).Take(count)];
        }
        return [.. candidates.OrderByDescending(c => c.Similarity).Take(count)];     // a stable sort: ties stay in the survey's order
    }

    private IEnumerable<Demonstration> Candidates(Probe test, string country)
    {
        var scores = Similarities(test);
        for (var i = 0; i < probes.Count; i++)
        {
            var probe = probes[i];
            var leaks = probe.Id == test.Id || (test.Question is not null && probe.Question == test.Question) || probe.Template == test.Template;
            if (!leaks && survey.GroundTruth(country, probe.Id) is { } truth) { yield return new Demonstration(probe, truth.Majority, scores(i)); }
        }
    }

    private Func<int, double> Similarities(Probe test)
    {
        var position = probes.IndexOf(test.Id);
        if (position >= 0 && probes[position].Template == test.Template) { return i => _similarity.Score(i, position); }
        var scores = _similarity.ScoresAgainst(test.Template);
        return i => scores[i];
    }
}
