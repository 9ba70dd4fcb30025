using System.IO.Compression;

namespace Portal.Core.Survey.Import;

/// <summary>The files to import: one file, those of a folder, or those of a .zip archive. Nothing is unpacked to disk.</summary>
public sealed class ImportSource : IDisposable
{
    private readonly SortedDictionary<string, (Func<Stream> Open, uint? Checksum)> _files = new(StringComparer.Ordinal);
    private readonly ZipArchive? _archive;

    private ImportSource(string path, ImportLimits limits, ZipArchive? archive = null)
    {
        Path = path;
        Limits = limits;
        _archive = archive;
    }

    /// <summary>What was opened.</summary>
    public string Path { get; }

    /// <summary>What may be read.</summary>
    public ImportLimits Limits { get; }

    /// <summary>Names of the files, without folders, in order.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>Opens a file, a folder or an archive.</summary>
    /// <exception cref="SurveyException">There is no such path, or the archive could do harm; the message says how.</exception>
    public static ImportSource Open(string path, ImportLimits? limits = null)
    {
        limits ??= new ImportLimits();
        if (Directory.Exists(path))
        {
            var folder = new ImportSource(path, limits);
            foreach (var file in Directory.EnumerateFiles(path)) { folder.Add(System.IO.Path.GetFileName(file), () => File.OpenRead(file)); }
            return folder;
        }
        if (!File.Exists(path)) { throw new SurveyException(path, null, null, "there is no such file or folder"); }
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) { return OpenArchive(path, limits); }
        var one = new ImportSource(path, limits);
        one.Add(System.IO.Path.GetFileName(path), () => File.OpenRead(path));
        return one;
    }

    /// <summary>A single stream, as a page receives it.</summary>
    public static ImportSource Of(string name, Func<Stream> open, ImportLimits? limits = null)
    {
        var one = new ImportSource(name, limits ?? new ImportLimits());
        one.Add(System.IO.Path.GetFileName(name), open);
        return one;
    }

    public void Dispose() => _archive?.Dispose();

    /// <summary>The names with an extension.</summary>
    /// <exception cref="SurveyException">There is none.</exception>
    internal List<string> NamesEnding(string extension) =>
        Names.Where(n => n.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } names
            ? names
            : throw new SurveyException(Path, null, null, $"holds no {extension} file");

    /// <summary>The only file with an extension.</summary>
    /// <exception cref="SurveyException">There is none, or there are several.</exception>
    internal string NameEnding(string extension) =>
        NamesEnding(extension) is [var only] ? only : throw new SurveyException(Path, null, null, $"holds several {extension} files; name the one to import");

    internal CheckedStream Open(string name, long mostBytes) => new(_files[name].Open(), name, mostBytes, Limits.LineBytes, _files[name].Checksum);

    private static ImportSource OpenArchive(string path, ImportLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            var source = new ImportSource(path, limits, archive);
            long total = 0;
            foreach (var entry in archive.Entries)
            {
                Check(path, entry, limits);
                total += entry.Length;
                if (total > limits.FileBytes) { throw new SurveyException(path, null, null, $"unpacks to more than {limits.FileBytes:N0} bytes"); }
                if (entry.Name.Length == 0 || entry.Name[0] == '.' || entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)) { continue; }
                source.Add(entry.Name, entry.Open, entry.Crc32);
            }
            return source;
        }
        catch (InvalidDataException error)
        {
            archive?.Dispose();
            throw new SurveyException(path, null, null, "is no .zip archive, or a damaged one", error);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    private static void Check(string path, ZipArchiveEntry entry, ImportLimits limits)
    {
        var name = entry.FullName;
        if (name.Length == 0 || name[0] == '/' || name.AsSpan().ContainsAny('\\', ':') || name.Any(char.IsControl) || name.Split('/').Contains(".."))
        {
            throw new SurveyException(path, null, null, $"\"{string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))}\" in it points outside the archive; nothing of it is read");
        }
        if (entry.IsEncrypted) { throw new SurveyException(path, null, null, $"\"{name}\" in it is encrypted; unpack it yourself"); }
        if (entry.Length > 1 << 20 && entry.Length / limits.Expansion > entry.CompressedLength)
        {
            throw new SurveyException(path, null, null, $"\"{name}\" in it grows more than {limits.Expansion}-fold when unpacked; nothing of it is read");
        }
    }

    private void Add(string name, Func<Stream> open, uint? checksum = null)
    {
        if (_files.Count == Limits.Files) { throw new SurveyException(Path, null, null, $"holds more than {Limits.Files} files"); }
        if (!_files.TryAdd(name, (open, checksum))) { throw new SurveyException(Path, null, null, $"holds two files named {name}"); }
    }
}
