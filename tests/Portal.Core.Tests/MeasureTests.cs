using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>Figures of the project's data were computed a second time outside the project.</summary>
public sealed class MeasureTests
{
    private static SurveyData Survey => ProjectFiles.Survey;

    private static ProbeSet Probes => ProjectFiles.EnglishProbes;

    [Theory]
    [InlineData("answer:Q6")]
    [InlineData("category:religious-values")]
    [InlineData("category:social-capital-trust-organisational-membership")]
    [InlineData("similarity:DEU")]
    public void An_address_names_one_measure_and_a_measure_one_address(string address) => Assert.Equal(address, Measure.Parse(address, Survey, Probes).ToString());

    [Fact]
    public void Every_question_category_and_country_has_an_address()
    {
        IEnumerable<Measure> all = [
            .. Probes.Select(p => new AnswerShare(p.Id)), .. Probes.Select(p => p.Category!).Distinct().Select(c => new CategoryMean(c)),
            .. Survey.Countries.Select(c => new SimilarityTo(c.Iso3))];
        Assert.All(all, measure => Assert.Equal(measure, Measure.Parse(measure.ToString(), Survey, Probes)));
    }

    [Theory]
    [InlineData("answer:q6", "no probe \"q6\" in the en probes; did you mean Q6?")]
    [InlineData("answer:", "no probe \"\" in the en probes")]
    [InlineData("category:religous-values", "no category \"religous-values\"; did you mean religious-values?")]
    [InlineData("category:Security", "no category \"Security\"; did you mean security?")]
    [InlineData("similarity:PKA", "no country \"PKA\" in the survey; did you mean PAK (Pakistan)?")]
    [InlineData("anwser:Q6", "no measure \"anwser:Q6\"; write answer:Q6, category:religious-values or similarity:DEU; did you mean answer?")]
    [InlineData("", "no measure \"\"; write answer:Q6, category:religious-values or similarity:DEU")]
    public void An_unknown_address_is_an_error_that_suggests_one(string address, string problem) =>
        Assert.Equal(problem, Assert.Throws<SurveyException>(() => Measure.Parse(address, Survey, Probes)).Message);

    [Fact]
    public void Every_measure_has_a_row_for_every_society()
    {
        foreach (var address in new[] { "answer:Q240", "category:security", "similarity:IND" })
        {
            Assert.Equal(Survey.Countries, Measure.Parse(address, Survey, Probes).Values(Survey, Probes).Select(v => v.Country));
        }
    }

    [Fact]
    public void An_answer_is_the_share_with_the_respondents_interval()
    {
        var estimate = Value("answer:Q6", "DEU")!;
        Assert.Equal(0.38633, estimate.Value, 5e-6);
        Assert.Equal((new SampleSize(1522, false), 1), (estimate.Sample, estimate.Questions));
        Assert.Equal(Survey.GroundTruth("DEU", "Q6")!.Interval(Side.First), estimate.Interval);
    }

    [Theory]
    [InlineData("answer:Q240", "PAK")]
    [InlineData("category:political-interest-participation", "IND")]
    [InlineData("category:religious-values", "IND")]                    // one of nine questions
    public void What_was_not_asked_stays_missing(string address, string country) => Assert.Null(Value(address, country));

    [Theory]
    [InlineData("religious-values", "PAK", 0.920611, 9)]
    [InlineData("religious-values", "DEU", 0.311262, 9)]
    [InlineData("political-interest-participation", "USA", 0.610552, 34)]
    public void A_category_is_the_mean_over_the_questions_that_a_country_has(string category, string country, double mean, int questions)
    {
        var estimate = Value("category:" + category, country)!;
        Assert.Equal(mean, estimate.Value, 5e-7);
        Assert.Equal(questions, estimate.Questions);
        Assert.True(estimate.Interval!.Value.Contains(mean));
    }

    [Fact]
    public void The_mean_of_equal_answers_is_as_uncertain_as_one_of_them()
    {
        var truth = new GroundTruth("FRE", "Q1", 0.3, 1000, "W_WEIGHT", "a");
        var mean = Estimate.Mean([truth, truth with { ProbeId = "Q2" }]);
        Assert.Equal(Estimate.Of(truth) with { Questions = 2 }, mean);
    }

    [Fact]
    public void A_mean_has_an_interval_only_if_all_its_answers_have()
    {
        var truth = new GroundTruth("FRE", "Q1", 0.3, 1000, "W_WEIGHT", "a");
        var mean = Estimate.Mean([truth, truth with { ShareFirst = 0.5, Respondents = null }]);
        Assert.Equal(new Estimate(0.4, null, null, 2), mean);
    }

    [Fact]
    public void Similarity_is_the_cosine_over_shared_questions()
    {
        var values = new SimilarityTo("DEU").Values(Survey, Probes).Where(v => v.Estimate is not null).OrderByDescending(v => v.Estimate!.Value).ToList();
        Assert.Equal(["DEU", "NZL", "AUS", "NLD", "GBR"], values.Take(5).Select(v => v.Country.Iso3));
        Assert.Equal((1.0, null, 237), (Math.Round(values[0].Estimate!.Value, 12), values[0].Estimate!.Interval, values[0].Estimate!.Questions));
        Assert.Equal((0.976444, 235), (Math.Round(values[2].Estimate!.Value, 6), values[2].Estimate!.Questions));
        Assert.Null(Value("similarity:DEU", "IND"));                    // 50 of 237 questions
        Assert.Equal(50, Value("similarity:IND", "DEU")!.Questions);
    }

    [Fact]
    public void The_interval_of_a_similarity_is_that_of_questions_drawn_again()
    {
        string[] ids = [.. Probes.Select(p => p.Id)];
        var (one, other) = (Survey.Profile("DEU", ids), Survey.Profile("PAK", ids));
        var interval = Similarity.To(one, other)!.Interval!.Value;
        var random = new SeededRandom(1);
        var cosines = Enumerable.Range(0, 2000).Select(_ =>
        {
            int[] drawn = [.. ids.Select(_ => random.NextInt(ids.Length))];
            Profile Draw(Profile p) => new(p.Country, ids, [.. drawn.Select(i => p.SharesFirst[i])]);
            return Draw(one).Cosine(Draw(other));
        }).Order().ToList();
        Assert.Equal(cosines[50], interval.Lower, 4e-3);                // of 2,000 draws, and to first order only; the interval is 0.06 wide
        Assert.Equal(cosines[1949], interval.Upper, 4e-3);
    }

    private static Estimate? Value(string address, string country) =>
        Measure.Parse(address, Survey, Probes).Values(Survey, Probes).Single(v => v.Country.Iso3 == country).Estimate;
}
