using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class SurveyDataTests
{
    [Fact]
    public void The_bundled_figures_hold_65_societies_and_237_probes_in_use()
    {
        var survey = ProjectFiles.Survey;
        Assert.Equal(65, survey.Countries.Count);
        Assert.Equal(237, survey.Questions.Count(q => q.InUse));
        var counts = survey.Questions.Where(q => q.InUse).GroupBy(q => q.Category).Select(g => g.Count());
        Assert.Equal([45, 10, 47, 9, 9, 21, 6, 9, 22, 35, 24], counts);                     // the paper's
        Assert.Equal("1.0.0", survey.Version);
    }

    [Fact]
    public void Fourteen_languages_stand_for_one_country_each()
    {
        (string, string)[] expected = [
            ("en", "USA"), ("ro", "ROU"), ("el", "GRC"), ("ur", "PAK"), ("fa", "IRN"), ("tl", "PHL"), ("id", "IDN"),
            ("de", "DEU"), ("ms", "MYS"), ("bn", "BGD"), ("sr", "SRB"), ("tr", "TUR"), ("vi", "VNM"), ("ko", "KOR")];
        Assert.All(expected, pair => Assert.Equal(pair.Item2, ProjectFiles.Survey.CountryOf(pair.Item1)!.Iso3));
        Assert.Equal(14, ProjectFiles.Survey.Countries.Count(c => c.Language is not null));
        Assert.Null(ProjectFiles.Survey.CountryOf("nl"));
    }

    [Theory]
    [InlineData("DEU", "PAK", 0.8369)]         // the paper reports 0.84
    [InlineData("VNM", "SRB", 0.8825)]         // the paper reports 0.88
    public void Profiles_are_as_similar_as_the_paper_reports(string country, string other, double expected)
    {
        var probes = ProjectFiles.EnglishProbes.Select(p => p.Id).ToList();
        var cosine = ProjectFiles.Survey.Profile(country, probes).Cosine(ProjectFiles.Survey.Profile(other, probes));
        Assert.Equal(expected, cosine, 5e-4);                // our figure; half a unit of its last digit, and within the paper's rounding
    }

    [Theory]
    [InlineData("USA", "Q215")]
    [InlineData("PAK", "Q240")]
    [InlineData("IRN", "Q22 Q36 Q183 Q193 Q240")]
    [InlineData("TUR", "Q192 Q194 Q237 Q245")]
    [InlineData("VNM", "Q219 Q220 Q240")]
    [InlineData("DEU", "")]
    [InlineData("IDN", "")]
    public void What_a_country_was_not_asked_stays_missing(string country, string missing) =>
        Assert.Equal(missing, string.Join(' ', ProjectFiles.EnglishProbes.Where(p => ProjectFiles.Survey.GroundTruth(country, p.Id) is null).Select(p => p.Id)));

    [Fact]
    public void A_four_point_scale_is_folded_at_its_middle()
    {
        using var survey = new SmallSurvey();
        var truth = survey.Load().GroundTruth("FRE", "Q1");
        Assert.Equal(new GroundTruth("FRE", "Q1", 0.75, 1000, "W_WEIGHT", "a"), truth);
        Assert.Equal(Side.First, truth!.Majority);
    }

    [Fact]
    public void Half_of_a_midpoint_counts_for_each_side_and_an_excluded_option_for_none()
    {
        using var survey = new SmallSurvey();
        var truth = survey.Load().GroundTruth("SYL", "Q2")!;
        Assert.Equal((0.2 + 0.15) / 0.8, truth.ShareFirst, 1e-15);
        Assert.Equal(Side.Second, truth.Majority);
        Assert.Null(truth.Respondents);                      // the source gives no number
        Assert.Null(truth.Interval(Side.First));
    }

    [Fact]
    public void Respondents_whose_option_is_excluded_leave_the_number_too()
    {
        using var survey = new SmallSurvey();
        foreach (var row in new[] { "SYL,Q2,1,0.2,", "SYL,Q2,2,0.3,", "SYL,Q2,3,0.3,", "SYL,Q2,4,0.2," }) { survey.Replace("wvs7_marginals.csv", row, row + "500"); }
        Assert.Equal(400, survey.Load().GroundTruth("SYL", "Q2")!.Respondents);
    }

    [Fact]
    public void Answers_keep_every_option_with_its_label()
    {
        using var folder = new SmallSurvey();
        var survey = folder.Load();
        Assert.Equal([0.5, 0.25, 0.125, 0.125], survey.Answers("FRE", "Q1")!.Shares.Select(s => s.Share));
        Assert.Equal(["very", "fairly", "little", "none"], survey.Question("Q1").Options.Select(o => o.Label));
        Assert.Null(survey.Answers("FRE", "Q2"));
        Assert.Equal("Tea, Coffee & Cake", survey.Question("Q1").Category);
    }

    [Fact]
    public void A_profile_marks_what_is_missing()
    {
        using var survey = new SmallSurvey();
        Assert.Equal([0.6, double.NaN, 0.75], survey.Load().Profile("FRE", ["Q106a", "Q2", "Q1"]).SharesFirst);
    }

    [Theory]
    [InlineData("PKA", "no country \"PKA\" in the survey; did you mean PAK (Pakistan)?")]
    [InlineData("pak", "no country \"pak\" in the survey; did you mean PAK (Pakistan)?")]
    [InlineData("GER", "no country \"GER\" in the survey; did you mean DEU (Germany)?")]
    [InlineData("Korea", "no country \"Korea\" in the survey; did you mean KOR (South Korea)?")]
    [InlineData("FRA", "no country \"FRA\" in the survey")]           // France, one letter from BRA
    [InlineData("CHI", "no country \"CHI\" in the survey; did you mean CHL (Chile) or CHN (China)?")]
    [InlineData("Atlantis", "no country \"Atlantis\" in the survey")]
    public void An_unknown_country_is_an_error_that_suggests_one(string asked, string message) =>
        Assert.Equal(message, Assert.Throws<SurveyException>(() => ProjectFiles.Survey.GroundTruth(asked, "Q6")).Message);

    [Fact]
    public void An_unknown_probe_is_an_error_that_suggests_one() =>
        Assert.Equal("no probe \"Q94a\" in the survey; did you mean Q94?", Assert.Throws<SurveyException>(() => ProjectFiles.Survey.GroundTruth("PAK", "Q94a")).Message);
}
