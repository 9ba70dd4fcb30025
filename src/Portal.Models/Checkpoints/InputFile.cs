using Microsoft.Win32.SafeHandles;

namespace Portal.Models.Checkpoints;

/// <summary>A file that is read at given places. What the system refuses is a <see cref="CheckpointException"/> that names the file.</summary>
/// <remarks>Not a memory map: a file that is cut short while it is mapped kills the process, and mapped pages count as its memory.</remarks>
internal sealed class InputFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private InputFile(string name, SafeFileHandle handle) => (Name, _handle, Length) = (name, handle, RandomAccess.GetLength(handle));

    /// <summary>Path, as given.</summary>
    public string Name { get; }

    /// <summary>Bytes when it was opened.</summary>
    public long Length { get; }

    /// <exception cref="CheckpointException">The file is missing or cannot be read, or is a pointer that stands for it.</exception>
    public static InputFile Open(string file)
    {
        try
        {
            if (!File.Exists(file)) { throw new CheckpointException($"{file} does not exist; check the path"); }
            var input = new InputFile(file, File.OpenHandle(file));
            if (input.StartsWith("version https://git-lfs"u8))
            {
                input.Dispose();
                throw new CheckpointException($"{file} is a Git LFS pointer, not the weights; run 'git lfs pull' in its folder");
            }
            return input;
        }
        catch (Exception error) when (error is not CheckpointException and (IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException))
        {
            var target = new FileInfo(file).LinkTarget;
            throw new CheckpointException(target is null ? $"{file} cannot be read ({error.Message})" : $"{file} is a link to {target}, which cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Whether the file begins with <paramref name="bytes"/>.</summary>
    public bool StartsWith(ReadOnlySpan<byte> bytes)
    {
        if (Length < bytes.Length) { return false; }
        Span<byte> start = stackalloc byte[bytes.Length];
        Read(0, start);
        return start.SequenceEqual(bytes);
    }

    /// <summary>The bytes at <paramref name="offset"/>.</summary>
    /// <exception cref="CheckpointException">The file has become shorter, or the disk fails.</exception>
    public byte[] Read(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > Length - count) { throw SafeTensorsHeader.Broken(Name, $"it holds {Length} bytes, {count} are needed from {offset} on"); }
        var bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>Fills <paramref name="into"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="CheckpointException">The file has become shorter, or the disk fails.</exception>
    public void Read(long offset, Span<byte> into)
    {
        try
        {
            for (var done = 0; done < into.Length;)
            {
                var read = RandomAccess.Read(_handle, into[done..], offset + done);
                if (read == 0) { throw new CheckpointException($"{Name} ended at byte {offset + done} of {Length} while it was read; it was changed: open it again"); }
                done += read;
            }
        }
        catch (Exception error) when (error is not CheckpointException and (IOException or UnauthorizedAccessException))
        {
            throw new CheckpointException($"{Name} cannot be read at byte {offset} ({error.Message})", error);
        }
    }

    public void Dispose() => _handle.Dispose();
}
