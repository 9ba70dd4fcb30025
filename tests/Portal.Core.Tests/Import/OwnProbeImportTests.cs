using System.Text.Json;
using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

public sealed class OwnProbeImportTests
{
    [Fact]
    public void Any_subset_in_several_languages_is_written_and_loads()
    {
        using var files = new ImportFiles();
        files.Write("en.jsonl", """{"id":"Q2","template":"Nights are _.","candidates":["early","late"]}""" + "\r\n\r\n" + """{"id":"Q1","template":"Tea is _.","candidates":["good","bad"]}""");
        files.Write("fa.jsonl", """{"id":"Q106a","template":"چای _ است.","candidates":["خوب","بد"]}""");
        using var source = files.Open();
        var survey = files.Survey.Load();
        var import = OwnProbeImport.Read(source, survey);
        Assert.Equal((3, 3, 0), (import.Report.Rows, import.Report.Imported, import.Report.LeftOut));
        import.Commit(files.Target);
        Assert.Equal(["Q1", "Q2"], ProbeSet.Load(files.Target, "en", survey).Select(p => p.Id));
        Assert.Equal("چای خوب است.", ProbeSet.Load(files.Target, "fa", survey)["Q106a"].Complete(Side.First));
    }

    [Fact]
    public void An_id_of_ones_own_is_stored_under_the_probe_that_it_asks()
    {
        using var files = new ImportFiles();
        files.Write("en.jsonl", """{"id":"tea-7","question":"Q1","template":"Tea is _.","candidates":["good","bad"]}""");
        using var source = files.Open();
        var survey = files.Survey.Load();
        OwnProbeImport.Read(source, survey).Commit(files.Target);
        Assert.Equal("Q1", Assert.Single(ProbeSet.Load(files.Target, "en", survey)).Id);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(files.Target, "manifest.json")));
        Assert.Equal("tea-7", manifest.RootElement.GetProperty("own_ids").GetProperty("en/Q1").GetString());
    }

    [Fact]
    public void Markup_and_formulas_are_kept_as_text()
    {
        using var files = new ImportFiles();
        files.Write("en.jsonl", """{"id":"Q1","template":"=HYPERLINK(\"x\") <script>_</script>","candidates":["@a","+b"]}""");
        using var source = files.Open();
        var survey = files.Survey.Load();
        OwnProbeImport.Read(source, survey).Commit(files.Target);
        Assert.Equal("=HYPERLINK(\"x\") <script>@a</script>", ProbeSet.Load(files.Target, "en", survey)["Q1"].Complete(Side.First));
    }

    [Theory]
    [InlineData("""{"id":"Q9","template":"_","candidates":["a","b"]}""", "id", "the survey has no probe of that name; did you mean Q1 or Q2?")]
    [InlineData("""{"id":"mine-12","template":"_","candidates":["a","b"]}""", "id", "add \"question\" with the probe that it asks")]
    [InlineData("""{"id":"mine","question":"Q106","template":"_","candidates":["a","b"]}""", "question", "Q106 has several probes; name Q106a")]
    [InlineData("""{"id":"mine","question":1,"template":"_","candidates":["a","b"]}""", "question", "is not a text")]
    [InlineData("""{"id":"Q1","template":"Tea is good.","candidates":["a","b"]}""", "template", "has no blank")]
    [InlineData("""{"id":"Q1","template":"_","candidates":["a","A"]}""", "candidates", "the second is the same answer as the first")]
    [InlineData("""{"id":"Q1","template":"_","candidates":["a"]}""", "candidates", "must be a list of two texts")]
    [InlineData("""{"id":"Q1","template":"_","candidates":["a","b"],"note":""}""", "note", "is not a field of a probe")]
    [InlineData("""{"id":"Q1","id":"Q2","template":"_","candidates":["a","b"]}""", null, "is not valid JSON")]
    [InlineData("""{"id":"Q1","template":"_","candidates":["a","\uD800"]}""", null, "is not valid JSON")]
    [InlineData("""{"id":"Q2","template":"again _","candidates":["a","b"]}""", "id", "Q2 has a probe already")]
    [InlineData("[]", null, "a JSON object is expected")]
    public void A_fault_is_refused_at_its_line(string line, string? field, string reason)
    {
        using var files = new ImportFiles();
        files.Write("en.jsonl", """{"id":"Q2","template":"Nights are _.","candidates":["early","late"]}""" + "\n" + line);
        using var source = files.Open();
        files.Refused(OwnProbeImport.Read(source, files.Survey.Load()), "en.jsonl", 2, field, reason);
    }

    [Fact]
    public void All_faults_are_listed_at_once()
    {
        using var files = new ImportFiles();
        files.Write("en.jsonl", "{\n" + """{"id":"Q1","template":"Tea","candidates":["",""]}""");
        using var source = files.Open();
        var report = OwnProbeImport.Read(source, files.Survey.Load()).Report;
        Assert.Equal([(1, null), (2, "template"), (2, "candidates"), (2, "candidates")], report.Problems.Where(p => p.Action == ImportAction.Refused && p.Line > 0).Select(p => (p.Line ?? 0, p.Field)));
        Assert.Equal((2, 0, 2), (report.Rows, report.Imported, report.LeftOut));
    }
}
