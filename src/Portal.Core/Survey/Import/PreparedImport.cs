namespace Portal.Core.Survey.Import;

/// <summary>An import that has been read and checked, and can be written.</summary>
/// <param name="Report">What was read and found.</param>
/// <param name="Preview">The first rows as they would be stored.</param>
public sealed record PreparedImport(ImportReport Report, ImportPreview Preview)
{
    /// <summary>The files to write.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Loads a folder of the kind, as the portal does.</summary>
    internal Action<string> Load { get; init; } = _ => { };

    /// <summary>Writes a new folder, which then loads as the bundled one does. It appears whole or not at all.</summary>
    /// <exception cref="SurveyException">The import was refused, the folder exists, or what was written does not load.</exception>
    /// <exception cref="IOException">The disk.</exception>
    public void Commit(string folder)
    {
        if (Report.Refused)
        {
            var first = Report.Problems.First(p => p.Action == ImportAction.Refused);
            throw new SurveyException(first.File, first.Line, first.Field, first.Reason + "; nothing was written");
        }
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(target)) { throw new SurveyException(target, null, null, "is there already; choose a new folder, nothing is overwritten"); }
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var draft = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(draft);
        try
        {
            foreach (var (name, bytes) in Files)
            {
                using var file = File.Create(Path.Combine(draft, name));
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            Load(draft);
            Directory.Move(draft, target);
        }
        catch
        {
            Directory.Delete(draft, recursive: true);
            throw;
        }
    }
}
