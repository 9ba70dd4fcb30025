using Portal.Core.Statistics;
using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class EffectiveSizeTests
{
    [Fact]
    public void Equal_weights_count_every_respondent() => Assert.Equal(7, EffectiveSize.Kish(Enumerable.Repeat(0.3, 7)), 1e-12);

    [Fact]
    public void Unequal_weights_count_fewer()
    {
        Assert.Equal(16.0 / 10, EffectiveSize.Kish([1, 3]), 1e-12);
        Assert.Equal(EffectiveSize.Kish([1, 3]), EffectiveSize.Kish([10, 30, 0]), 1e-12);         // neither scale nor a weight of 0 matters
        Assert.Equal(0, EffectiveSize.Kish([]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_refused(double weight) => Assert.Throws<ArgumentOutOfRangeException>(() => EffectiveSize.Kish([1, weight]));

    [Fact]
    public void Intervals_are_made_from_the_effective_number_where_the_file_has_one()
    {
        using var folder = WithColumn("FRE,Q1,", "812.5");
        var survey = folder.Load();
        var (weighted, plain) = (survey.GroundTruth("FRE", "Q1")!, survey.GroundTruth("FRE", "Q106a")!);
        Assert.Equal(new SampleSize(812.5, IsEffective: true), weighted.SampleSize());
        Assert.Equal(1000, weighted.Respondents);
        Assert.Equal(Wilson.Interval(0.75 * 812.5, 812.5), weighted.Interval(Side.First));
        Assert.Equal(new SampleSize(500, IsEffective: false), plain.SampleSize());
        Assert.Null(survey.GroundTruth("SYL", "Q2")!.SampleSize());
    }

    [Fact]
    public void Answers_that_the_folding_excludes_leave_the_effective_number_too()
    {
        using var folder = WithColumn("SYL,Q2,", "100");
        Assert.Equal(80, folder.Load().GroundTruth("SYL", "Q2")!.EffectiveRespondents!.Value, 1e-12);
    }

    [Theory]
    [InlineData("0", 2, "\"0\" is not a number above 0")]
    [InlineData("many", 2, "\"many\" is not a number above 0")]
    [InlineData("1000.5", 2, "1000.5 is more than the 1000 respondents of column n")]
    public void A_wrong_number_is_named(string text, int line, string problem)
    {
        using var folder = WithColumn("FRE,Q1,", text);
        var error = Assert.Throws<SurveyException>(folder.Load);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, "n_effective"), (error.Line, error.Field));
    }

    [Fact]
    public void All_options_of_a_question_have_the_same_number()
    {
        using var folder = WithColumn("FRE,Q1,1", "900");
        var error = Assert.Throws<SurveyException>(folder.Load);
        Assert.Contains("\"\" differs from \"900\" on line 2", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, "n_effective"), (error.Line, error.Field));
    }

    [Fact]
    public void Another_last_column_is_refused()
    {
        using var folder = WithColumn("FRE,Q1,", "900");
        folder.Replace("wvs7_marginals.csv", "n_effective", "effective");
        Assert.Contains("must be country,question,code,share,n and may end in ,n_effective", Assert.Throws<SurveyException>(folder.Load).Message, StringComparison.Ordinal);
    }

    /// <summary>The small survey with the optional column, filled in rows that start with a text and empty in all others.</summary>
    private static SmallSurvey WithColumn(string rows, string value)
    {
        var folder = new SmallSurvey();
        var lines = File.ReadAllLines(Path.Combine(folder.Folder, "wvs7_marginals.csv")).Where(line => line.Length > 0);
        folder.Write("wvs7_marginals.csv", string.Concat(lines.Select((line, i) => $"{line},{(i == 0 ? "n_effective" : line.StartsWith(rows, StringComparison.Ordinal) ? value : "")}\n")));
        return folder;
    }
}
