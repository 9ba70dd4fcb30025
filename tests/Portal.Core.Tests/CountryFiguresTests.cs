using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>What sets a country apart, who is near it, and where it lies; the figures were computed a second time outside the project.</summary>
public sealed class CountryFiguresTests
{
    private static SurveyData Survey => ProjectFiles.Survey;

    private static ProbeSet Probes => ProjectFiles.EnglishProbes;

    [Fact]
    public void Answers_stand_by_their_distance_from_the_other_countries()
    {
        var answers = Distinctive.Of(Survey, Probes, "PAK");
        Assert.Equal(236, answers.Count);
        Assert.Equal(["Q30", "Q242", "Q3", "Q18", "Q55"], answers.Take(5).Select(a => a.ProbeId));
        Assert.Equal([2.840040, 2.705184, -2.385270, -2.374597, 2.362139], answers.Take(5).Select(a => Math.Round(a.Z, 6)));
        var (first, second) = (answers[0], answers[1]);
        Assert.Equal((0.222131, 0.134374, 64), (Math.Round(first.OthersMean, 6), Math.Round(first.OthersDeviation, 6), first.Others));
        Assert.Equal(0.381629, first.Difference, 5e-7);
        Assert.Equal((58, true), (second.Others, second.IsSeparated!.Value));
    }

    [Fact]
    public void An_answer_is_set_apart_if_its_own_interval_excludes_the_mean_of_the_others()
    {
        var answers = Distinctive.Of(Survey, Probes, "DEU");
        Assert.All(answers, a => Assert.Equal(a.OthersMean < a.Share.Interval!.Value.Lower || a.OthersMean > a.Share.Interval.Value.Upper, a.IsSeparated));
        Assert.Contains(answers, a => a.IsSeparated == false);
        Assert.All(Distinctive.Of(Survey, Probes, "GBR"), a => Assert.Null(a.IsSeparated));
    }

    [Fact]
    public void A_survey_of_two_countries_has_no_rest_to_compare_with()
    {
        using var folder = new SmallSurvey();
        var probes = folder.LoadProbes(
            """{"id":"Q1","template":"Tea is _.","candidates":["good","bad"]}""", """{"id":"Q2","template":"Naps are _.","candidates":["good","bad"]}""");
        Assert.Empty(Distinctive.Of(folder.Load(), probes, "FRE"));
    }

    [Fact]
    public void Neighbours_stand_by_cosine_with_the_number_of_shared_questions()
    {
        var neighbours = Neighbours.Of(Survey, Probes, "DEU");
        Assert.Equal(["NZL", "AUS", "NLD", "GBR"], neighbours.NearestFirst.Take(4).Select(n => n.Country.Iso3));
        Assert.Equal([235, 235, 165, 157], neighbours.NearestFirst.Take(4).Select(n => n.Similarity.Questions));
        Assert.Equal(("EGY", 0.807120), (neighbours.NearestFirst[^1].Country.Iso3, Math.Round(neighbours.NearestFirst[^1].Similarity.Value, 6)));
        Assert.Equal([("IND", 50)], neighbours.LeftOut.Select(l => (l.Country.Iso3, l.Shared)));
        Assert.Equal(64, neighbours.NearestFirst.Count + neighbours.LeftOut.Count);
        Assert.DoesNotContain(Neighbours.Of(Survey, Probes, "IND").LeftOut, l => l.Shared >= 25);
    }

    [Fact]
    public void The_plane_shows_59_countries_over_the_166_questions_that_they_share()
    {
        var plane = CountryPlane.Of(Survey, Probes, Survey.Countries.Select(c => c.Iso3));
        Assert.Equal((59, 166, 71), (plane.Points.Count, plane.ProbeIds.Count, plane.LeftOutProbes.Count));
        Assert.Equal(
            [("CAN", 165), ("CHN", 145), ("GBR", 157), ("HKG", 165), ("IND", 50), ("NLD", 165)], plane.LeftOutCountries.Select(l => (l.Country.Iso3, l.Probes)));
        Assert.Equal([0.279547, 0.173610], plane.Explained.Select(e => Math.Round(e, 6)));
        Assert.Equal([("Q169", 0.25467), ("Q6", 0.22118), ("Q172", 0.1914)], plane.LargestLoadings(0, 3).Select(l => (l.ProbeId, Math.Round(l.Loading, 5))));
        Assert.Equal(["Q73", "Q74", "Q72"], plane.LargestLoadings(1, 3).Select(l => l.ProbeId));
        var germany = plane.Points.Single(p => p.Country.Iso3 == "DEU");
        Assert.Equal((-2.26996, 0.03044), (Math.Round(germany.X, 5), Math.Round(germany.Y, 5)));
    }

    [Fact]
    public void The_plane_of_the_experiments_countries_keeps_more_questions()
    {
        var plane = CountryPlane.Of(Survey, Probes, Survey.Countries.Where(c => c.Language is not null).Select(c => c.Iso3));
        Assert.Equal((14, 225, 0), (plane.Points.Count, plane.ProbeIds.Count, plane.LeftOutCountries.Count));
    }

    [Theory]
    [InlineData("DEU PAK", "2 of the 2 countries")]
    [InlineData("DEU PAK IND CHN", "2 of the 4 countries")]
    [InlineData("DEU PAK PKA", "did you mean PAK")]
    public void Too_few_countries_span_no_plane(string countries, string problem) =>
        Assert.Contains(problem, Assert.Throws<SurveyException>(() => CountryPlane.Of(Survey, Probes, countries.Split(' '))).Message, StringComparison.Ordinal);
}
