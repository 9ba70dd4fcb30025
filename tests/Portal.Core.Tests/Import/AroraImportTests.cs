using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

public sealed class AroraImportTests
{
    private const string Header = "\t0\t1\t2\t3\n";
    private const string Tea = "0\t1\tTee ist mir [MASK]\twichtig\tunwichtig\n";
    private const string Nights = "1\t2\tIch [MASK]e, dass man früh schläft\tfind\tbezweifl\n";
    private const string Naps = "2\t106a\tIch [MASK] zu: lange Schläfchen\tstimme\twiderspreche\n";

    [Fact]
    public void Every_row_is_imported_or_left_out_with_its_line()
    {
        using var files = new ImportFiles();
        files.Write("de.csv", Header + Tea + Nights + Naps);
        files.Write("ro.csv", Header + "0\t1\tCeaiul este important\timportant\tneimportant\n1\t2\tDorm [MASK]\tdevreme\t\n2\t106a\tx\n3\t99\t[MASK]\ta\tb\n4\t106\t[MASK]\ta\tb\n");
        files.Write("readme.txt", "notes");
        using var source = files.Open();
        var report = AroraImport.Read(source, files.Survey.Load()).Report;
        Assert.Equal([("de.csv", 3, 2, 1), ("ro.csv", 5, 0, 5)], report.Files.Select(f => (f.Name, f.Rows, f.Imported, f.LeftOut)));
        Assert.Equal(report.Rows, report.Imported + report.LeftOut);
        Assert.Equal(
            [
                ("de.csv", 4, "probe id", "Q106a is not one of the probes in use; import all probes to have it"),
                ("ro.csv", 2, "text", "has no [MASK]"),
                ("ro.csv", 3, "second answer", "is empty; a probe has two answers"),
                ("ro.csv", 4, null, "5 fields expected, 3 found"),
                ("ro.csv", 5, "probe id", "the survey has no such probe"),
                ("ro.csv", 6, "probe id", "the survey has no such probe; did you mean Q106a?"),
            ],
            report.Problems.Where(p => p.Action == ImportAction.LeftOut).Select(p => (p.File, p.Line ?? 0, p.Field, p.Reason)));
        Assert.Contains(report.Problems, p => p is { File: "readme.txt", Action: ImportAction.Noted });
        Assert.False(report.Refused);
    }

    [Fact]
    public void Quotes_entities_other_masks_and_line_ends_are_read_and_repairs_are_listed()
    {
        using var files = new ImportFiles();
        var text = Header + "0\t1\t\"Tee ist f&#39;r mich [ mask ]&amp;gut\"\t wichtig\tunwichtig\n" + Nights;
        files.Write("de.csv", text.ReplaceLineEndings("\r\n"));
        using var source = files.Open();
        var import = AroraImport.Read(source, files.Survey.Load());
        Assert.Equal(["Tee ist f'r mich _&gut", "Ich _e, dass man früh schläft"], import.Preview.Rows.Select(r => r[2]));
        Assert.Equal("wichtig", import.Preview.Rows[0][3]);
        Assert.Equal(
            [("text", 2), ("text", 2), ("first answer", 2)],
            import.Report.Problems.Where(p => p.Action == ImportAction.Repaired).Select(p => (p.Field!, p.Line ?? 0)));
        Assert.Contains(import.Report.Problems, p => p is { Action: ImportAction.Noted, Reason: "1 blanks have letters right before or behind them, kept as published" });
    }

    [Fact]
    public void What_is_written_loads_as_a_probe_set()
    {
        using var files = new ImportFiles();
        files.Write("de.csv", Header + Tea + Nights + Naps);
        using var source = files.Open();
        var survey = files.Survey.Load();
        var import = AroraImport.Read(source, survey, all: true);
        import.Commit(files.Target);
        var probes = ProbeSet.Load(files.Target, "de", survey);
        Assert.Equal(["Q1", "Q2", "Q106a"], probes.Select(p => p.Id));
        Assert.Equal("Tee ist mir unwichtig", probes["Q1"].Complete(Side.Second));
        Assert.Equal(import.Report.Version, probes.Version);
        Assert.Equal(["de"], ProbeSet.Languages(files.Target));
        Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(files.Target)!));          // no draft is left
    }

    [Fact]
    public void A_language_that_lacks_probes_in_use_is_named_and_loads_as_a_subset()
    {
        using var files = new ImportFiles();
        files.Write("de.csv", Header + Tea);
        using var source = files.Open();
        var survey = files.Survey.Load();
        var import = AroraImport.Read(source, survey);
        Assert.Contains(import.Report.Problems, p => p is { File: "de", Action: ImportAction.Noted, Reason: "1 of the 2 probes in use are not there: Q2" });
        import.Commit(files.Target);
        Assert.Equal(["Q1"], ProbeSet.Load(files.Target, "de", survey).Select(p => p.Id));
    }

    [Fact]
    public void The_version_tells_contents_apart()
    {
        using var files = new ImportFiles();
        string Version(string text, bool all)
        {
            files.Write("de.csv", text);
            using var source = files.Open();
            return AroraImport.Read(source, files.Survey.Load(), all).Report.Version;
        }
        string[] versions = [Version(Header + Tea, false), Version(Header + Tea, true), Version(Header + Nights, false)];
        Assert.Equal(3, versions.Distinct().Count());
        Assert.Equal(versions[0], Version(Header + Tea, false));
    }

    [Theory]
    [InlineData("0\t1\tx [MASK]\ta\tb\n", 1, null, "the header must be an empty field and 0, 1, 2, 3")]
    [InlineData(Header + Tea + Tea, 3, "probe id", "1 is listed twice, first on line 2")]
    [InlineData(Header + "0\t1\tTee \"ist [MASK]\ta\tb\n", 2, null, "a quote stands where none belongs")]
    [InlineData(Header + Tea + "1\t2\tn\0 [MASK]\ta\tb\n", 3, null, "holds a NUL (byte 56)")]
    [InlineData(Header, null, null, "no probe can be imported")]
    public void A_file_that_is_none_is_refused(string text, int? line, string? field, string reason)
    {
        using var files = new ImportFiles();
        files.Write("de.csv", text);
        using var source = files.Open();
        files.Refused(AroraImport.Read(source, files.Survey.Load()), line is null ? "" : "de.csv", line, field, reason);
    }

    [Fact]
    public void Another_encoding_is_refused_at_its_byte()
    {
        using var files = new ImportFiles();
        files.Write("de.csv", System.Text.Encoding.Latin1.GetBytes(Header + Tea + Nights));
        using var source = files.Open();
        files.Refused(AroraImport.Read(source, files.Survey.Load()), "de.csv", 3, null, "is not UTF-8 (byte 79)");
    }

    [Fact]
    public void A_file_that_is_named_after_no_language_is_refused()
    {
        using var files = new ImportFiles();
        files.Write("probes final.csv", Header + Tea);
        using var source = files.Open();
        files.Refused(AroraImport.Read(source, files.Survey.Load()), "probes final.csv", null, null, "is no language tag");
    }

    [Fact]
    public void An_archive_is_read_like_the_folder()
    {
        using var files = new ImportFiles();
        var path = files.Zip(("arora/de.csv", System.Text.Encoding.UTF8.GetBytes(Header + Tea + Nights)), ("__MACOSX/._de.csv", [0]));
        using var source = ImportSource.Open(path);
        Assert.Equal(2, AroraImport.Read(source, files.Survey.Load()).Report.Imported);
    }
}
