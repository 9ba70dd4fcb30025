using Portal.Core.Survey;

namespace Portal.Core.Tests;

public sealed class ProbeSetTests
{
    private const string Tea = """{"id":"Q1","template":"Tea is _ in my life.","candidates":["important","unimportant"]}""";
    private const string Nights = """{"id":"Q2","template":"I _ that early nights are good.","candidates":["agree","disagree"]}""";
    private const string Naps = """{"id":"Q106a","template":"I _ that naps should be long.","candidates":["agree","disagree"]}""";

    [Fact]
    public void The_english_probes_are_the_237_in_the_surveys_order()
    {
        var probes = ProjectFiles.EnglishProbes;
        Assert.Equal(ProjectFiles.Survey.Questions.Where(q => q.InUse).Select(q => q.ProbeId), probes.Select(p => p.Id));
        Assert.Equal("en", probes.Language);
        Assert.Contains("en", ProbeSet.Languages(ProjectFiles.ProbeFolder));
        Assert.Equal(5, probes.IndexOf("Q6"));
        Assert.Equal(probes[5], probes["Q6"]);
        Assert.Null(probes.Find("Q999"));
    }

    [Fact]
    public void A_probe_gets_its_question_and_category_from_the_survey()
    {
        using var survey = new SmallSurvey();
        var probes = survey.LoadProbes(Naps, "", Nights + "\r", "\t" + Tea);             // in any order, with blank lines and any line end
        Assert.Equal(["Q1", "Q2", "Q106a"], probes.Select(p => p.Id));
        Assert.Equal(new Probe("Q106a", "Q106", "Sleep", "en", "I _ that naps should be long.", "agree", "disagree"), probes["Q106a"]);
        Assert.Equal("9.8.7", probes.Version);
    }

    [Fact]
    public void A_completed_probe_is_a_sentence() =>
        Assert.Equal("Religion is unimportant in my life.", ProjectFiles.EnglishProbes["Q6"].Complete(Side.Second));

    [Theory]
    [InlineData(Tea, null, null, "1 probes are missing; add Q2")]
    [InlineData(Tea + "\n" + Nights + "\n" + Tea, 3, "id", "Q1 is listed twice")]
    [InlineData("""{"id":"Q3","template":"_","candidates":["a","b"]}""", 1, "id", "unknown probe \"Q3\"; did you mean Q1 or Q2?")]
    [InlineData("""{"id":"Q1","template":"Tea is important.","candidates":["a","b"]}""", 1, "template", "has no blank")]
    [InlineData("""{"id":"Q1","template":"_ is _.","candidates":["a","b"]}""", 1, "template", "has 2 blanks")]
    [InlineData("""{"id":"Q1","template":"Tea\n is _.","candidates":["a","b"]}""", 1, "template", "contains a line break or another control character")]
    [InlineData("""{"id":"Q1","template":"Tea is \uFFFD _.","candidates":["a","b"]}""", 1, "template", "contains a broken character")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["good"," Good "]}""", 1, "candidates", "the second is the same answer as the first")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["good",""]}""", 1, "candidates", "the second is empty")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["g_d","bad"]}""", 1, "candidates", "the first contains _")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["good"]}""", 1, "candidates", "must be a list of two texts")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["good",1]}""", 1, "candidates", "must be a list of two texts")]
    [InlineData("""{"id":"Q1","candidates":["a","b"]}""", 1, "template", "is missing or not a text")]
    [InlineData("""{"id":"Q1","template":"Tea is _.","candidates":["a","b"],"extra":1}""", 1, "extra", "is not a field of a probe")]
    [InlineData("""{"id":"Q1","id":"Q2","template":"Tea is _.","candidates":["a","b"]}""", 1, null, "is not valid JSON")]
    [InlineData(Tea + "\n{\"id\":", 2, null, "is not valid JSON")]
    [InlineData(Tea + "\n[1]", 2, null, "a JSON object is expected")]
    public void A_broken_line_is_named(string text, int? line, string? field, string problem)
    {
        using var survey = new SmallSurvey();
        var error = Assert.Throws<SurveyException>(() => survey.LoadProbes(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal((Path.Combine(survey.Folder, "en.jsonl"), line, field), (error.File, error.Line, error.Field));
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_found()
    {
        using var survey = new SmallSurvey();
        File.WriteAllBytes(Path.Combine(survey.Folder, "en.jsonl"), [.. "\n{\"id\":\"caf"u8, 0xE9, .. "\"}"u8]);
        var error = Assert.Throws<SurveyException>(() => ProbeSet.Load(survey.Folder, "en", survey.Load()));
        Assert.Contains("is not UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        using var survey = new SmallSurvey();
        Assert.Equal(2, survey.LoadProbes("\uFEFF" + Tea, Nights).Count);
    }

    [Fact]
    public void An_unknown_language_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<SurveyException>(() => ProbeSet.Load(ProjectFiles.ProbeFolder, "xx", ProjectFiles.Survey));
        var known = string.Join(", ", ProbeSet.Languages(ProjectFiles.ProbeFolder));
        Assert.EndsWith($"there are no probes in \"xx\"; choose one of {known}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_probe_is_an_error_that_suggests_one() =>
        Assert.Equal("no probe \"q6\" in the en probes; did you mean Q6?", Assert.Throws<SurveyException>(() => ProjectFiles.EnglishProbes["q6"]).Message);

    [Fact]
    public void A_set_has_one_language() =>
        Assert.Throws<ArgumentException>(() => new ProbeSet("de", "1", [ProjectFiles.EnglishProbes[0]]));

    [Fact]
    public void A_question_of_ones_own_has_no_category_and_no_ground_truth()
    {
        var probe = Probe.Own("en", "Tea is _ in my life.", "good", "bad");
        Assert.Equal(("custom", null, null), (probe.Id, probe.Question, probe.Category));
        Assert.Equal("Tea is bad in my life.", probe.Complete(Side.Second));
    }

    [Fact]
    public void All_that_is_wrong_with_a_question_of_ones_own_is_said_at_once()
    {
        var error = Assert.Throws<SurveyException>(() => Probe.Own("en", "Tea is good.", "", "b\u0007d"));
        Assert.Contains("template: has no blank", error.Message, StringComparison.Ordinal);
        Assert.Contains("first: is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("second: contains a line break or another control character", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(498, 0)]
    [InlineData(499, 1)]
    public void A_sentence_may_have_500_code_points(int emoji, int problems) =>
        Assert.Equal(problems, ProbeRules.Check(string.Concat(Enumerable.Repeat("😀", emoji)) + " _", "a", "b").Count);
}
