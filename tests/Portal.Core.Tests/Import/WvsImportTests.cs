using System.Globalization;
using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

public sealed class WvsImportTests
{
    private const string Official = "WVS_Cross-National_Wave_7_csv_v6_0.csv";
    private const string Header = "version,B_COUNTRY_ALPHA,D_INTERVIEW,W_WEIGHT,Q1,Q2,Q106,Q290";

    /// <summary>Eighty Freedonians who answer Q1 and Q106 as the bundled figures say; Q2 was not asked.</summary>
    private static IEnumerable<string> Freedonia => Enumerable.Range(0, 80).Select(i =>
        $"6-0-0,FRE,{9000 + i},1,{(i < 40 ? 1 : i < 60 ? 2 : i < 70 ? 3 : 4)},-4,{(i % 5 < 2 ? 1 : 2)},1");

    [Fact]
    public void Shares_are_weighted_and_unweighted_with_the_effective_number_of_Kish()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(Header, Rows(30, "ATL,1,2.0,1,-1,-1,1").Concat(Rows(30, "ATL,1,0.5,2,-2,-1,1"))));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        // sum of weights 75, of their squares 127.5
        Assert.Equal(["ATL", "Q1", "1", "0.80000", "60", "44.1", "0.50000"], import.Preview.Rows[0]);
        Assert.Equal(["ATL", "Q1", "2", "0.20000", "60", "44.1", "0.50000"], import.Preview.Rows[1]);
        Assert.Equal(["ATL", "Q1", "3", "0.00000", "60", "44.1", "0.00000"], import.Preview.Rows[2]);
        import.Commit(files.Target);
        Assert.Equal(0.8, SurveyData.Load(files.Target).Answers("ATL", "Q1")!.Shares[0].Share, 1e-9);
        Assert.Contains("ATL,Q1,1,0.50000,60\n", File.ReadAllText(Path.Combine(files.Target, "wvs7_marginals_unweighted.csv")), StringComparison.Ordinal);
        Assert.Contains(import.Report.Problems, p => p is { Field: "B_COUNTRY_ALPHA", Action: ImportAction.Noted } && p.Reason.StartsWith("ATL is not among", StringComparison.Ordinal));
        Assert.Contains(import.Report.Problems, p => p.Reason == "the standard file, by its name: no bundled figures to compare with");
    }

    [Fact]
    public void The_standard_file_is_known_by_its_figures_whatever_its_name()
    {
        using var files = new ImportFiles();
        files.Write("data.csv", Text(Header, Freedonia));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Contains(import.Report.Problems, p => p.Reason == "the standard file: 2 of 2 questions agree with the bundled figures, median distance 0.0000");
        import.Commit(files.Target);
        var survey = SurveyData.Load(files.Target);
        Assert.Equal(new GroundTruth("FRE", "Q1", 0.75, 80, "W_WEIGHT", "import", 80), survey.GroundTruth("FRE", "Q1"));
        Assert.Equal(("Freedonia", "en"), (survey.Country("FRE").Name, survey.Country("FRE").Language));
        Assert.Null(survey.Answers("FRE", "Q2"));
    }

    [Theory]
    [InlineData("Q1P,Q2,Q106", "WVS_Cross-National_Wave_7_inverted_csv_v6_0.csv")]
    [InlineData("Q1,Q2,Q106", "renamed.csv")]
    public void The_inverted_file_is_known_by_its_figures_and_turned_back(string names, string file)
    {
        using var files = new ImportFiles();
        var rows = Freedonia.Select(row => row.Split(',') is var f ? string.Join(',', [.. f[..4], (5 - int.Parse(f[4], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture), .. f[5..]]) : "");
        files.Write(file, Text(Header.Replace("Q1,Q2,Q106", names, StringComparison.Ordinal), rows));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Contains(import.Report.Problems, p => p.Reason.StartsWith("the inverted file: 2 of 2", StringComparison.Ordinal));
        Assert.Contains(import.Report.Problems, p => p.Reason == $"1 scales turned back (reversed): {names.Split(',')[0]}");
        import.Commit(files.Target);
        Assert.Equal([0.5, 0.25, 0.125, 0.125], SurveyData.Load(files.Target).Answers("FRE", "Q1")!.Shares.Select(s => s.Share));
    }

    [Theory]
    [InlineData("data.csv", "ATL", "cannot be told from the inverted file")]
    [InlineData("WVS_Cross-National_Wave_7_inverted_csv_v6_0.csv", "ATL", "is the inverted file, and none of its countries has bundled figures")]
    [InlineData(Official, "FRE", "only 0 of 1 questions agree with the bundled figures, read either way")]
    public void Scales_that_cannot_be_told_are_refused_unless_one_says_that_they_are_standard(string file, string country, string reason)
    {
        using var files = new ImportFiles();
        files.Write(file, Text(Header, Rows(60, country + ",1,1,2,-1,-1,1")));
        using var source = files.Open();
        files.Refused(WvsImport.Read(source, files.Bundled), file, null, null, reason);
        Assert.False(WvsImport.Read(source, files.Bundled, WvsScales.Standard).Report.Refused);
    }

    [Fact]
    public void Codes_below_0_and_empty_fields_are_missing_and_codes_without_an_option_are_reported()
    {
        using var files = new ImportFiles();
        string[] answers = ["-1", "-5", "", "NA", " ", "1.0", "\"2\"", " 2", "97"];
        files.Write(Official, Text(Header, answers.Select(a => $"6,ATL,1,1,{a},-1,9,1").Concat(Rows(400, "ATL,1,1,1,-1,1,1"))));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Equal(["401", "2", "0"], import.Preview.Rows.Take(3).Select(r => Math.Round(double.Parse(r[3], CultureInfo.InvariantCulture) * 403).ToString(CultureInfo.InvariantCulture)));
        Assert.All(import.Preview.Rows.Take(4), row => Assert.Equal("403", row[4]));
        Assert.Contains(import.Report.Problems, p => p is { Field: "Q1", Reason: "codes without an option: 97; 1 answers are not counted" });
        Assert.Contains(import.Report.Problems, p => p.Field == "Q106" && p.Reason.EndsWith("where they are more than 1 % of the answers the question is left out: ATL", StringComparison.Ordinal));
        Assert.Equal(["Q1"], import.Preview.Rows.Select(r => r[1]).Distinct().Except(["Q106"]));
    }

    [Fact]
    public void Rows_that_cannot_be_used_are_left_out_by_line_and_no_answer_is_told()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(Header, [.. Rows(60, "ATL,424242,1,1,-1,1,1"), "6,ATL,424242,-5,1,-1,1,1", "6,Atlantis,424242,1,1,-1,1,1", "6,ATL,1"]));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Equal((63, 60, 3), (import.Report.Rows, import.Report.Imported, import.Report.LeftOut));
        Assert.Equal(
            [(62, "W_WEIGHT", "is not a number above 0"), (63, "B_COUNTRY_ALPHA", "is not a code of three capital letters"), (64, null, "8 fields expected, 3 found")],
            import.Report.Problems.Where(p => p.Action == ImportAction.LeftOut).Select(p => (p.Line ?? 0, p.Field, p.Reason)));
        import.Commit(files.Target);
        Assert.All(Directory.GetFiles(files.Target), file => Assert.DoesNotContain("424242", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Semicolons_decimal_commas_quotes_and_numbered_countries_are_read()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text("\uFEFF\"version\";\"B_COUNTRY\";\"W_WEIGHT\";\"Q1\"", Enumerable.Repeat("\"a;b\";909;1,5;1", 60).Append("x;1000;1;1")));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Equal(["NIR", "Q1", "1", "1.00000", "60", "60.0", "1.00000"], import.Preview.Rows[0]);
        Assert.Contains(import.Report.Problems, p => p is { Line: 62, Field: "B_COUNTRY", Action: ImportAction.LeftOut, Reason: "is not an ISO 3166-1 number" });
        Assert.Contains(import.Report.Problems, p => p.Reason == "2 questions have no column: Q2 Q106");
    }

    [Fact]
    public void Fewer_than_fifty_answers_are_not_written()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(Header, [.. Rows(50, "ATL,1,1,1,-1,1,1"), .. Rows(49, "BLE,1,1,1,-1,1,1")]));
        using var source = files.Open();
        var import = WvsImport.Read(source, files.Bundled);
        Assert.Contains(import.Report.Problems, p => p.Reason == "left out, with fewer than 50 valid answers: BLE Q1, BLE Q106");
        import.Commit(files.Target);
        Assert.Equal(["ATL"], SurveyData.Load(files.Target).Countries.Select(c => c.Iso3));
    }

    [Theory]
    [InlineData("version,B_COUNTRY_ALPHA,Q1", "6,ATL,1", 1, "W_WEIGHT", "the column is missing")]
    [InlineData("version,W_WEIGHT,Q1", "6,1,1", 1, "B_COUNTRY_ALPHA", "the column is missing, and so is B_COUNTRY")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,Q1,q1", "ATL,1,1,1", 1, "q1", "stands twice in the header")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,V1", "ATL,1,1", 1, null, "none of the survey's questions has a column")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,Q1", "ATL,1,Very important", 2, "Q1", "is not a code; export the file with codes")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,Q1", "ATL,1,1.5", 2, "Q1", "is not a code; export the file with codes")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,Q1", "ATL,\"1,1", 2, null, "a quote stands where none belongs, or a quoted field has no end")]
    [InlineData("B_COUNTRY_ALPHA,W_WEIGHT,Q1", "ATL,1,1", null, null, "no country has 50 valid answers")]
    public void A_file_that_is_not_the_official_one_is_refused(string header, string row, int? line, string? field, string reason)
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(header, [row]));
        using var source = files.Open();
        files.Refused(WvsImport.Read(source, files.Bundled), Official, line, field, reason);
    }

    [Fact]
    public void A_quote_that_never_ends_is_refused_before_it_swallows_the_file()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(Header, [.. Rows(60, "ATL,1,1,1,-1,1,1"), "\"6", .. Rows(2000, "ATL,1,1,1,-1,1,1")]));
        using var source = files.Open(new ImportLimits { LineBytes = 5000 });
        files.Refused(WvsImport.Read(source, files.Bundled), Official, 62, null, "a quote stands where none belongs, or a quoted field has no end");
    }

    [Fact]
    public void A_file_of_which_most_rows_cannot_be_used_is_refused()
    {
        using var files = new ImportFiles();
        files.Write(Official, Text(Header, Rows(20, "ATL,1,0,1,-1,1,1")));
        using var source = files.Open(new ImportLimits { RespondentsLeftOut = 10 });
        files.Refused(WvsImport.Read(source, files.Bundled), Official, null, null, "more than 10 rows cannot be used; the last reason is: is not a number above 0");
    }

    private static IEnumerable<string> Rows(int count, string row) => Enumerable.Repeat("6-0-0," + row, count);

    private static string Text(string header, IEnumerable<string> rows) => string.Join('\n', rows.Prepend(header)) + "\n";
}
