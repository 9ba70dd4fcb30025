namespace Portal.Runs;

/// <summary>
/// A store belongs to one portal at a time: a second one would take the first one's running turns for left behind. The lock is on a file beside the
/// store and goes with the process, however that ends.
/// </summary>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreException">Another process has the store, or the folder cannot be written.</exception>
    public static StoreLock Take(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(path + ".lock")) { File.Create(path + ".lock").Dispose(); }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store's folder {folder} cannot be written: {error.Message}; set Store:Path to a file in a folder that can be", error);
        }
        try
        {
            return new StoreLock(new FileStream(path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store {path} is in use by another portal; stop that one, or set Store:Path to another file", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
