using System.IO.Compression;
using Portal.Core.Survey;
using Portal.Core.Survey.Import;

namespace Portal.Core.Tests.Import;

/// <summary>A small survey, a folder of files to import, and a place to write to.</summary>
internal sealed class ImportFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("portal-import-").FullName;

    public ImportFiles() => Directory.CreateDirectory(Folder);

    public SmallSurvey Survey { get; } = new();

    public BundledSurvey Bundled => BundledSurvey.Load(Survey.Folder);

    public string Folder => Path.Combine(_root, "in");

    public string Target => Path.Combine(_root, "out", "new");

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        return Path.Combine(Folder, name);
    }

    public string Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var path = Path.Combine(Folder, "archive.zip");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(bytes);
        }
        return path;
    }

    public ImportSource Open(ImportLimits? limits = null) => ImportSource.Open(Folder, limits);

    /// <summary>An import that must be refused: it says so at a place, counts nothing as imported, and writes nothing.</summary>
    public void Refused(PreparedImport import, string file, int? line, string? field, string reason)
    {
        var problem = Assert.Single(import.Report.Problems, p => p.Action == ImportAction.Refused && p.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Equal((file, line, field), (problem.File, problem.Line, problem.Field));
        Assert.Equal(0, import.Report.Imported);
        Assert.Throws<SurveyException>(() => import.Commit(Target));
        Assert.False(Directory.Exists(Path.GetDirectoryName(Target)));
    }

    public void Dispose()
    {
        Survey.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
