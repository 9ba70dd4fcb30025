using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

public sealed class AggregateImportTests
{
    private const string Header = "country,question,code,share,n\n";

    [Fact]
    public void Figures_of_ones_own_are_written_and_load_with_and_without_n()
    {
        using var files = new ImportFiles();
        files.Write("mine.csv", Header + "SYL,Q106,1,0.25,80\nSYL,Q106,2,0.75,80\nATL,Q1,1,0.9,\nATL,Q1,4,0.1,\n");
        using var source = files.Open();
        var import = AggregateImport.Read(source, files.Bundled, "unweighted");
        Assert.Equal((4, 4), (import.Report.Rows, import.Report.Imported));
        Assert.Contains(import.Report.Problems, p => p.Action == ImportAction.Noted && p.Reason.StartsWith("ATL is not among the bundled countries", StringComparison.Ordinal));
        import.Commit(files.Target);
        var survey = SurveyData.Load(files.Target);
        Assert.Equal(["ATL", "SYL"], survey.Countries.Select(c => c.Iso3));
        Assert.Equal(new GroundTruth("SYL", "Q106a", 0.75, 80, "unweighted", "import"), survey.GroundTruth("SYL", "Q106a"));
        Assert.Null(survey.GroundTruth("ATL", "Q1")!.Respondents);
        Assert.Equal(import.Report.Version, survey.Version);
    }

    [Theory]
    [InlineData("FRE,Q1,1,1.5,10", 2, "share", "is not a share in [0, 1]")]
    [InlineData("FRE,Q1,1,\"0,5\",10", 2, "share", "is not a share in [0, 1]")]
    [InlineData("FRE,Q1,1,NaN,10", 2, "share", "is not a share in [0, 1]")]
    [InlineData("FRE,Q1,1,0.5,10\nFRE,Q1,2,0.4,10", 2, "share", "the shares of FRE Q1 sum to 0.9, not 1")]
    [InlineData("FRE,Q1,1,0.5,10\nFRE,Q1,2,0.5,11", 3, "n", "differs from line 2")]
    [InlineData("FRE,Q1,1,0.5,10\nFRE,Q1,1,0.5,10", 3, "code", "FRE Q1 lists code 1 twice")]
    [InlineData("FRE,Q1,7,1,10", 2, "code", "is not an option of Q1; the options are 1, 2, 3, 4")]
    [InlineData("FRE,Q1,1,1,0", 2, "n", "is not a whole number of at least 1")]
    [InlineData("fre,Q1,1,1,10", 2, "country", "is not a code of three capital letters")]
    [InlineData("FRE,=cmd,1,1,10", 2, "question", "the survey has no such question")]
    [InlineData("FRE,Q1,1,1", 2, null, "5 fields expected, 4 found")]
    [InlineData("FRE,Q\"1,1,1,10", 2, null, "a quote stands where none belongs")]
    public void A_fault_is_refused_at_its_place(string rows, int line, string? field, string reason)
    {
        using var files = new ImportFiles();
        files.Write("mine.csv", Header + rows + "\n");
        using var source = files.Open();
        files.Refused(AggregateImport.Read(source, files.Bundled, "unweighted"), "mine.csv", line, field, reason);
    }

    [Fact]
    public void Effective_sizes_are_held_to_n()
    {
        using var files = new ImportFiles();
        files.Write("mine.csv", "country,question,code,share,n,n_effective\nFRE,Q1,1,1,10,10.5\n");
        using var source = files.Open();
        files.Refused(AggregateImport.Read(source, files.Bundled, "W_WEIGHT"), "mine.csv", 2, "n_effective", "is not a number above 0 and at most n");
    }

    [Fact]
    public void A_file_full_of_faults_is_not_read_to_its_end()
    {
        using var files = new ImportFiles();
        files.Write("mine.csv", Header + string.Concat(Enumerable.Repeat("FRE,Q9,1,1,10\n", 500)));
        using var source = files.Open();
        var report = AggregateImport.Read(source, files.Bundled, "unweighted").Report;
        Assert.Equal(101, report.Problems.Count);
        Assert.Equal("has 100 faults or more; the rest was not read", report.Problems[^1].Reason);
    }

    [Fact]
    public void The_basis_must_be_said() =>
        Assert.Throws<ArgumentException>(() =>
        {
            using var files = new ImportFiles();
            using var source = files.Open();
            AggregateImport.Read(source, files.Bundled, "");
        });
}
