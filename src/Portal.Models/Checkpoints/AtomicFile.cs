namespace Portal.Models.Checkpoints;

/// <summary>Replaces a file so that a reader, or a crash at any moment, sees the old content or the new, never a mixture.</summary>
public static class AtomicFile
{
    /// <summary>Writes a temporary file in the same folder, flushes it to disk and renames it over <paramref name="file"/>.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; <paramref name="file"/> is as before.</exception>
    public static void Write(string file, Action<Stream> write)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
