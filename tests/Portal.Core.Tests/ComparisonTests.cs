using Portal.Core.Statistics;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class ComparisonTests
{
    private static readonly string[] _pair = ["DEU", "PAK"];
    private static readonly string[] _many = ["DEU", "PAK", "USA", "GBR"];

    private static SurveyData Survey => ProjectFiles.Survey;

    private static ProbeSet Probes => ProjectFiles.EnglishProbes;

    [Fact]
    public void Questions_stand_by_difference()
    {
        var rows = Comparison.OfQuestions(Survey, Probes, _pair);
        Assert.Equal(237, rows.Count);
        Assert.Equal(["Q169", "Q170", "Q186"], rows.Take(3).Select(r => r.Id));
        Assert.Equal(("PAK", "DEU", 0.8542), (rows[0].Largest!.Higher, rows[0].Largest!.Lower, Math.Round(rows[0].Largest!.Value, 6)));
        Assert.Equal(["Q46", "Q1", "Q100"], rows.SkipLast(1).TakeLast(3).Select(r => r.Id));
        Assert.Equal(("Q240", null), (rows[^1].Id, rows[^1].Largest));              // Pakistan was not asked
        Assert.Equal([true, false], rows[^1].Estimates.Select(e => e is not null));
    }

    [Fact]
    public void Two_countries_differ_by_newcombes_interval()
    {
        foreach (var row in Comparison.OfQuestions(Survey, Probes, _pair).Where(r => r.Largest is not null))
        {
            var (higher, lower) = (Survey.GroundTruth(row.Largest!.Higher, row.Id)!, Survey.GroundTruth(row.Largest.Lower, row.Id)!);
            var expected = Mover.Difference(higher.ShareFirst, higher.Interval(Side.First)!.Value, lower.ShareFirst, lower.Interval(Side.First)!.Value);
            Assert.Equal(expected, row.Largest.Interval);
            Assert.Equal(expected.Lower > 0, row.Largest.IsSeparated);
        }
        Assert.True(Row("Q169").Largest!.IsSeparated);
        Assert.False(Row("Q1").Largest!.IsSeparated);

        ComparedRow Row(string id) => Comparison.OfQuestions(Survey, Probes, _pair).Single(r => r.Id == id);
    }

    [Fact]
    public void Among_several_the_extreme_pair_is_held_to_a_stricter_level()
    {
        var (pair, many) = (Comparison.OfQuestions(Survey, Probes, _pair), Comparison.OfQuestions(Survey, Probes, ["DEU", "PAK", "USA"]));
        var same = many.Where(r => r.Largest is { Higher: "DEU" or "PAK", Lower: "DEU" or "PAK" } && r.Estimates.All(e => e is not null)).ToList();
        Assert.NotEmpty(same);
        foreach (var row in same)
        {
            var alone = pair.Single(r => r.Id == row.Id).Largest!;
            Assert.Equal(alone.Value, row.Largest!.Value);
            Assert.True(row.Largest.Interval!.Value.Lower < alone.Interval!.Value.Lower && row.Largest.Interval.Value.Upper > alone.Interval.Value.Upper, row.Id);
        }
    }

    [Fact]
    public void A_source_without_numbers_of_respondents_has_differences_without_intervals()
    {
        var rows = Comparison.OfQuestions(Survey, Probes, ["DEU", "GBR"]).Where(r => r.Largest is not null).ToList();
        Assert.Equal(157, rows.Count);
        Assert.All(rows, r => Assert.Equal((null, null), (r.Largest!.Interval, r.Largest.IsSeparated)));
    }

    [Fact]
    public void Categories_are_compared_over_the_questions_that_all_have()
    {
        var rows = Comparison.OfCategories(Survey, Probes, _many);
        Assert.Equal(11, rows.Count);
        foreach (var row in rows)
        {
            var shared = Probes.Where(p => p.Category == row.Category && _many.All(c => Survey.GroundTruth(c, p.Id) is not null)).ToList();
            Assert.All(row.Estimates, e => Assert.Equal(shared.Count, e?.Questions ?? 0));
            for (var i = 0; i < _many.Length && shared.Count > 0; i++)
            {
                Assert.Equal(shared.Average(p => Survey.GroundTruth(_many[i], p.Id)!.ShareFirst), row.Estimates[i]!.Value, 1e-12);
            }
        }
        var known = rows.Where(r => r.Largest is not null).Select(r => r.Largest!.Value).ToList();
        Assert.Equal(known.OrderDescending(), known);
        Assert.Contains(rows, r => r.Largest is null);                 // what Great Britain was not asked
    }

    [Fact]
    public void The_religious_differ_from_the_secular()
    {
        var row = Comparison.OfCategories(Survey, Probes, _pair)[0];
        Assert.Equal(("religious-values", "PAK", 0.609349, true), (row.Id, row.Largest!.Higher, Math.Round(row.Largest.Value, 6), row.Largest.IsSeparated!.Value));
    }

    [Theory]
    [InlineData("DEU", "needs at least two countries")]
    [InlineData("DEU PKA", "did you mean PAK")]
    [InlineData("DEU PAK DEU", "DEU is compared with itself")]
    public void What_cannot_be_compared_is_named(string countries, string problem)
    {
        Assert.Contains(problem, Assert.Throws<SurveyException>(() => Comparison.OfQuestions(Survey, Probes, countries.Split(' '))).Message, StringComparison.Ordinal);
        Assert.Contains(problem, Assert.Throws<SurveyException>(() => Comparison.OfCategories(Survey, Probes, countries.Split(' '))).Message, StringComparison.Ordinal);
    }
}
