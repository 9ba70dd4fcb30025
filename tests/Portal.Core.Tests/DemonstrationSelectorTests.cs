using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Alignment;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class DemonstrationSelectorTests
{
    private static readonly DemonstrationSelector Selector = new(ProjectFiles.EnglishProbes, ProjectFiles.Survey);

    private static Arbitrary<(Probe Test, string Country, SelectionStrategy Strategy, int Count, ulong Seed)> Requests { get; } = Arb.From(
        from test in Gen.Elements<Probe>(ProjectFiles.EnglishProbes)
        from country in Gen.Elements(ProjectFiles.Survey.Countries.Where(c => c.Language is not null).Select(c => c.Iso3).ToArray())
        from strategy in Gen.Elements(Enum.GetValues<SelectionStrategy>())
        from count in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 1000)
        select (test, country, strategy, count, (ulong)seed));

    [Fact]
    public void Demonstrations_are_other_questions_with_the_countrys_majority_answer() =>
        Prop.ForAll(Requests, request =>
        {
            var chosen = Select(request);
            Assert.Equal(request.Count, chosen.Select(d => d.Probe.Id).Distinct().Count());
            Assert.All(chosen, d =>
            {
                Assert.NotEqual(request.Test.Question, d.Probe.Question);
                Assert.Equal(ProjectFiles.Survey.GroundTruth(request.Country, d.Probe.Id)!.Majority, d.Answer);
                Assert.Equal(ChrF.Score(d.Probe.Template, request.Test.Template), d.Similarity, 1e-9);
                if (request.Strategy is SelectionStrategy.RandomCategory or SelectionStrategy.ChrfCategory) { Assert.Equal(request.Test.Category, d.Probe.Category); }
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_larger_count_continues_a_smaller_one_and_a_seed_repeats() =>
        Prop.ForAll(Requests, request => Select(request with { Count = 5 }).Take(request.Count).SequenceEqual(Select(request))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(SelectionStrategy.Chrf)]
    [InlineData(SelectionStrategy.ChrfCategory)]
    public void Chrf_takes_the_most_similar_first(SelectionStrategy strategy)
    {
        var test = ProjectFiles.EnglishProbes["Q6"];
        var expected = ProjectFiles.EnglishProbes
            .Where(p => p.Id != "Q6" && (strategy == SelectionStrategy.Chrf || p.Category == test.Category) && ProjectFiles.Survey.GroundTruth("PAK", p.Id) is not null)
            .OrderByDescending(p => Math.Round(ChrF.Score(p.Template, test.Template), 9)).Take(5).Select(p => p.Id);
        Assert.Equal(expected, Selector.Select(test, "PAK", strategy, 5, seed: 0).Select(d => d.Probe.Id));
    }

    [Fact]
    public void Equal_similarity_keeps_the_surveys_order()
    {
        Probe Of(string id, string template) => new(id, id, "c", "en", template, "agree", "disagree");
        var probes = new ProbeSet("en", "1", [Of("Q33", "_ abc def"), Of("Q34", "_ xyz uvw"), Of("Q35", "_ def abc"), Of("Q36", "_ uvw xyz"), Of("Q37", "_ abc def")]);
        var test = Of("Q38", "_ abc def");
        var chosen = new DemonstrationSelector(probes, ProjectFiles.Survey).Select(test, "DEU", SelectionStrategy.Chrf, 3, seed: 0);
        Assert.Equal(["Q35", "Q34", "Q36"], chosen.Select(d => d.Probe.Id));               // Q33 and Q37 are the test probe's very sentence
        Assert.Equal(chosen[1].Similarity, chosen[2].Similarity);
    }

    [Fact]
    public void Probes_of_one_question_do_not_give_each_other_away()
    {
        Probe Of(string id, string question) => new(id, question, "c", "en", $"_ {id}", "agree", "disagree");
        var probes = new ProbeSet("en", "1", [Of("Q106a", "Q106"), Of("Q106b", "Q106"), Of("Q107a", "Q107")]);
        var selector = new DemonstrationSelector(probes, ProjectFiles.Survey);
        Assert.Equal(["Q107a"], selector.Select(probes[0], "DEU", SelectionStrategy.Chrf, 1, seed: 0).Select(d => d.Probe.Id));
        Assert.Equal(1, Assert.Throws<SelectionException>(() => selector.Select(probes[0], "DEU", SelectionStrategy.Random, 2, seed: 0)).Available);
    }

    [Fact]
    public void A_probe_without_answers_is_no_demonstration_and_moves_no_other()
    {
        // IRN has no answers to Q22, Q36, Q183, Q193, Q240; USA has none to Q215.
        var test = ProjectFiles.EnglishProbes["Q1"];
        var iran = Selector.Select(test, "IRN", SelectionStrategy.Random, 231, seed: 5).Select(d => d.Probe.Id).ToList();
        var usa = Selector.Select(test, "USA", SelectionStrategy.Random, 235, seed: 5).Select(d => d.Probe.Id).ToList();
        string[] missing = ["Q22", "Q36", "Q183", "Q193", "Q240"];
        Assert.Empty(missing.Intersect(iran));
        Assert.Equal(usa.Except(missing), iran.Except(["Q215"]));
    }

    [Fact]
    public void Every_probe_is_drawn_as_often()
    {
        var test = ProjectFiles.EnglishProbes["Q158"];                                      // its category has five others
        var drawn = Enumerable.Range(0, 2500).Select(seed => Selector.Select(test, "DEU", SelectionStrategy.RandomCategory, 1, (ulong)seed)[0].Probe.Id);
        var counts = drawn.CountBy(id => id).ToList();
        Assert.Equal(5, counts.Count);
        Assert.All(counts, c => Assert.InRange(c.Value, 420, 580));                         // four standard deviations are 80
    }

    [Fact]
    public void Too_large_a_count_is_an_error_that_says_what_there_is()
    {
        var (science, first) = (ProjectFiles.EnglishProbes["Q158"], ProjectFiles.EnglishProbes["Q1"]);
        var error = Assert.Throws<SelectionException>(() => Selector.Select(science, "DEU", SelectionStrategy.ChrfCategory, 6, seed: 0));
        Assert.Equal(
            "6 demonstrations were asked for, but only 5 other probes of Science & Technology have answers from Germany; "
            + "ask for at most 5 or choose a strategy across categories",
            error.Message);
        Assert.Equal(5, error.Available);
        Assert.Equal(231, Assert.Throws<SelectionException>(() => Selector.Select(first, "IRN", SelectionStrategy.Chrf, 237, seed: 0)).Available);
    }

    [Fact]
    public void A_question_of_ones_own_is_compared_with_every_probe()
    {
        var own = Probe.Own("en", "Tea is _ in my life.", "good", "bad");
        var chosen = Selector.Select(own, "DEU", SelectionStrategy.Chrf, 2, seed: 0);
        Assert.Equal(["Q5", "Q1"], chosen.Select(d => d.Probe.Id));                         // Work is _ in my life. Family is _ in my life.
        Assert.Equal(ChrF.Score(chosen[0].Probe.Template, own.Template), chosen[0].Similarity, 1e-9);
        var same = Probe.Own("en", ProjectFiles.EnglishProbes["Q6"].Template, "good", "bad");
        var others = Selector.Select(same, "DEU", SelectionStrategy.Random, 236, seed: 0);
        Assert.DoesNotContain("Q6", others.Select(d => d.Probe.Id));
    }

    [Theory]
    [InlineData(SelectionStrategy.RandomCategory)]
    [InlineData(SelectionStrategy.ChrfCategory)]
    public void A_question_of_ones_own_has_no_category_to_choose_from(SelectionStrategy strategy)
    {
        var error = Assert.Throws<SelectionException>(() => Selector.Select(Probe.Own("en", "Tea is _.", "good", "bad"), "DEU", strategy, 5, seed: 0));
        Assert.Contains("choose a strategy across categories", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_language_and_an_unknown_country_are_errors()
    {
        Assert.Throws<ArgumentException>(() => Selector.Select(Probe.Own("de", "Tee ist _.", "gut", "schlecht"), "DEU", SelectionStrategy.Chrf, 5, seed: 0));
        Assert.Throws<SurveyException>(() => Selector.Select(ProjectFiles.EnglishProbes["Q6"], "DUE", SelectionStrategy.Chrf, 5, seed: 0));
    }

    private static IReadOnlyList<Demonstration> Select((Probe Test, string Country, SelectionStrategy Strategy, int Count, ulong Seed) request) =>
        Selector.Select(request.Test, request.Country, request.Strategy, request.Count, request.Seed);
}
