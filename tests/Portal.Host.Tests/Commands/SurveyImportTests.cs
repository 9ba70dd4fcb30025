using System.Text.Json;

namespace Portal.Host.Tests.Commands;

public sealed class SurveyImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-survey-import-").FullName;

    public SurveyImportTests() => File.WriteAllText(Path.Combine(_folder, "en.jsonl"), """{"id":"Q6","template":"Faith is _ | to me.","candidates":["dear","nothing"]}""" + "\n");

    private string Target => Path.Combine(_folder, "new");

    [Fact]
    public async Task Writes_a_folder_and_prints_the_report()
    {
        var run = await Import("probes", "--out", Target);
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("1 rows = 1 imported + 0 left out. Written to", run.Output, StringComparison.Ordinal);
        Assert.Contains("Faith is _ \\| to me.", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Target, "en.jsonl")));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        var run = await Import("probes", "--dry-run", "--json");
        Assert.True(run.Code == 0, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(1, report.GetProperty("report").GetProperty("imported").GetInt32());
        Assert.Equal("Q6", report.GetProperty("preview").GetProperty("rows")[0][1].GetString());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("written").ValueKind);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_refused_import_prints_what_is_wrong_and_writes_nothing()
    {
        await File.AppendAllTextAsync(Path.Combine(_folder, "en.jsonl"), "{}");
        var run = await Import("probes", "--out", Target);
        Assert.Equal(1, run.Code);
        Assert.Contains("| en.jsonl |    2 | id    | refused |", run.Output, StringComparison.Ordinal);
        Assert.Contains("Refused: nothing is written.", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task What_is_missing_is_said()
    {
        (await Import("probes")).Refused("give either --out FOLDER or --dry-run");
        (await Import("aggregates", "--dry-run")).Refused("--basis W_WEIGHT or --basis unweighted");
        (await CommandRun.Of("survey", "import", "probes", Path.Combine(_folder, "nothing"), "--dry-run", "--data", Data)).Refused("there is no such file or folder");
        (await Import("tables", "--dry-run")).Refused("Argument 'tables' not recognized");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Data => Path.Combine(ProjectData.Root, "data");

    private Task<CommandRun> Import(string kind, params string[] options) => CommandRun.Of(["survey", "import", kind, _folder, "--data", Data, .. options]);
}
