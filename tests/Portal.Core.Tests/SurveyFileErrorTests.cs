using Portal.Core.Survey;

namespace Portal.Core.Tests;

/// <summary>Every error names the file, the line, the field and what to do.</summary>
public sealed class SurveyFileErrorTests
{
    [Theory]
    [InlineData("countries.csv")]
    [InlineData("questions.csv")]
    [InlineData("options.csv")]
    [InlineData("wvs7_marginals.csv")]
    [InlineData("manifest.json")]
    public void A_missing_file_is_named(string file)
    {
        using var survey = new SmallSurvey();
        File.Delete(Path.Combine(survey.Folder, file));
        AssertError(survey, file, null, null, "the file is missing");
    }

    [Theory]
    [InlineData("countries.csv", "iso3,name", "code,name", 1, null, "the header must be iso3,name,language,basis,source, found code,name,language,basis,source")]
    [InlineData("countries.csv", "SYL,", "syl,", 3, "iso3", "\"syl\" is not a code of three capital letters")]
    [InlineData("countries.csv", "SYL,Sylvania", "FRE,Sylvania", 3, "iso3", "FRE is listed twice")]
    [InlineData("countries.csv", "Sylvania,,", "Sylvania,en,", 3, "language", "en already stands for another country")]
    [InlineData("countries.csv", "unweighted", "guessed", 3, "basis", "\"guessed\" is neither W_WEIGHT nor unweighted")]
    [InlineData("countries.csv", "Freedonia,en", "Freedonia", 2, null, "5 fields expected (iso3,name,language,basis,source), 4 found")]
    [InlineData("countries.csv", "Sylvania", "Syl\"vania", 3, null, "a quote stands where none belongs")]
    [InlineData("questions.csv", "Q2,2,", "Q2,1,", 3, "probe_id", "1 is listed twice")]
    [InlineData("questions.csv", "Sleep,1", "Sleep,yes", 3, "in_237", "\"yes\" is neither 0 nor 1")]
    [InlineData("questions.csv", "1|2,,3|4", "1|2,,3|x", 2, "codes_B", "\"x\" is not an option code")]
    [InlineData("questions.csv", "1|2,,3|4", "1|2,,2|3|4", 2, "codes_A", "an option code stands in two of")]
    [InlineData("questions.csv", "1|2,,3|4", "1|2,,4", 2, "codes_A", "option 3 stands in none of")]
    [InlineData("questions.csv", "1|2,,3|4", "1|2|3|4,,", 2, "codes_B", "is empty; each side of a probe needs an option")]
    [InlineData("options.csv", "Q1,2,fairly", "Q1,1,fairly", 3, "code", "Q1 lists code 1 twice")]
    [InlineData("options.csv", "Q1,2,fairly", "Q1,-2,fairly", 3, "code", "\"-2\" is not a whole number of at least 0")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,0.25", "FRE,Q1,2,1.25", 3, "share", "\"1.25\" is not a share in [0, 1]")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,0.25", "FRE,Q1,2,NaN", 3, "share", "\"NaN\" is not a share in [0, 1]")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,0.25", "FRE,Q1,2,", 3, "share", "\"\" is not a share in [0, 1]")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,0.25", "FRE,Q1,2,0.2471", 2, "share", "the shares of FRE Q1 sum to 0.9971, not 1")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,", "FRE,Q1,1,", 3, "code", "FRE Q1 lists code 1 twice")]
    [InlineData("wvs7_marginals.csv", "FRE,Q1,2,", "FRE,Q1,5,", 3, "code", "5 is not an option of Q1")]
    [InlineData("wvs7_marginals.csv", "FRE,Q106,1,", "FRE,Q107,1,", 6, "question", "unknown question \"Q107\"; correct it or add it to questions.csv; did you mean Q106?")]
    [InlineData("wvs7_marginals.csv", "SYL,Q1,1,", "SLY,Q1,1,", 8, "country", "\"SLY\" is not in countries.csv; did you mean SYL?")]
    [InlineData("wvs7_marginals.csv", "0.25,1000", "0.25,999", 3, "n", "\"999\" differs from \"1000\" on line 2")]
    [InlineData("wvs7_marginals.csv", "FRE,Q106,1,0.4,500", "FRE,Q106,1,0.4,0", 6, "n", "\"0\" is not a whole number of at least 1")]
    [InlineData("manifest.json", "\"version\"", "\"edition\"", null, "version", "is missing or not a text")]
    [InlineData("manifest.json", "}", "", 1, null, "is not valid JSON")]
    public void A_broken_field_is_named(string file, string old, string with, int? line, string? field, string problem)
    {
        using var survey = new SmallSurvey();
        survey.Replace(file, old, with);
        AssertError(survey, file, line, field, problem);
    }

    [Fact]
    public void Rounding_of_the_shares_is_no_error()
    {
        using var survey = new SmallSurvey();
        survey.Replace("wvs7_marginals.csv", "FRE,Q1,2,0.25", "FRE,Q1,2,0.2481");
        Assert.Equal(0.7481 / 0.9981, survey.Load().GroundTruth("FRE", "Q1")!.ShareFirst, 1e-12);
    }

    [Fact]
    public void Rows_of_a_question_need_not_stand_together()
    {
        using var survey = new SmallSurvey();
        survey.Replace("wvs7_marginals.csv", "FRE,Q1,4,0.125,1000\n", "");
        survey.Replace("wvs7_marginals.csv", "SYL,Q2,4,0.2,\n", "SYL,Q2,4,0.2,\nFRE,Q1,4,0.125,1000\n");
        Assert.Equal(0.75, survey.Load().GroundTruth("FRE", "Q1")!.ShareFirst);
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_found()
    {
        using var survey = new SmallSurvey();
        var path = Path.Combine(survey.Folder, "options.csv");
        File.WriteAllBytes(path, [.. "question,code,label\nQ1,1,"u8, 0xE9, .. "t\n"u8]);
        AssertError(survey, "options.csv", 2, null, "is not UTF-8");
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        using var survey = new SmallSurvey();
        survey.Replace("countries.csv", "iso3", "\uFEFFiso3");
        Assert.Equal(2, survey.Load().Countries.Count);
    }

    private static void AssertError(SmallSurvey survey, string file, int? line, string? field, string problem)
    {
        var error = Assert.Throws<SurveyException>(survey.Load);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((Path.Combine(survey.Folder, file), line, field), (error.File, error.Line, error.Field));
        Assert.StartsWith($"{error.File}{(line is null ? "" : $", line {line}")}{(field is null ? "" : $", {field}")}: ", error.Message, StringComparison.Ordinal);
    }
}
