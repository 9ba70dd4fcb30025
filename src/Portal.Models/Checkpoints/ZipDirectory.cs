using System.Buffers.Binary;
using System.Text;

namespace Portal.Models.Checkpoints;

/// <summary>One entry of a zip archive.</summary>
/// <param name="Name">Path inside the archive; only ever compared, never opened.</param>
/// <param name="Header">Where its local header begins.</param>
/// <param name="Length">Bytes, stored as they are.</param>
/// <param name="Checksum">CRC-32 of its bytes.</param>
internal sealed record ZipEntry(string Name, long Header, long Length, uint Checksum);

/// <summary>
/// The central directory of a zip archive whose entries are stored, not compressed, so that each is a stretch of the file
/// (APPNOTE.TXT 4.3 and 4.5; ZIP64 included). Nothing is extracted.
/// </summary>
internal sealed class ZipDirectory
{
    private const int MaximumEntries = 200_000;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int LocalHeaderLength = 30;
    private readonly InputFile _input;
    private readonly long _start;
    private readonly SortedDictionary<long, ZipEntry> _located = [];

    private ZipDirectory(InputFile input, long start, IReadOnlyDictionary<string, ZipEntry> entries) => (_input, _start, Entries) = (input, start, entries);

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries { get; }

    /// <exception cref="CheckpointException">The archive is damaged, split, encrypted or compressed.</exception>
    public static ZipDirectory Read(InputFile input)
    {
        var (start, length, count) = FindDirectory(input);
        var bytes = input.Read(start, length);
        var entries = new Dictionary<string, ZipEntry>(count, StringComparer.Ordinal);
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            var entry = ReadEntry(input.Name, bytes.AsSpan(position), i, out var taken);
            if (!entries.TryAdd(entry.Name, entry)) { throw Broken(input.Name, $"entry '{Shown(entry.Name)}' stands twice"); }
            if (entry.Header < 0 || entry.Length < 0 || entry.Header > start - LocalHeaderLength || entry.Length > start - LocalHeaderLength - entry.Header)
            {
                throw Broken(input.Name, $"entry '{Shown(entry.Name)}' reaches beyond the archive's data: {entry.Length} bytes from {entry.Header}, the data end at {start}");
            }
            position += taken;
        }
        return new ZipDirectory(input, start, entries);
    }

    /// <summary>Where the bytes of <paramref name="entry"/> begin in the file.</summary>
    /// <exception cref="CheckpointException">Its local header does not fit, or it overlaps another entry.</exception>
    public long Locate(ZipEntry entry)
    {
        var header = _input.Read(entry.Header, LocalHeaderLength).AsSpan();
        int nameLength = U16(header, 26), extraLength = U16(header, 28);
        var begin = entry.Header + LocalHeaderLength + nameLength + extraLength;
        if (U32(header, 0) != 0x04034B50 || begin > _start - entry.Length
            || Encoding.UTF8.GetString(_input.Read(entry.Header + LocalHeaderLength, nameLength)) != entry.Name)
        {
            throw Broken(_input.Name, $"the local header of entry '{Shown(entry.Name)}' does not fit the directory");
        }
        _located[entry.Header] = entry;
        return begin;
    }

    /// <summary>Checks that no two of the entries that were located share bytes.</summary>
    public void CheckOverlap()
    {
        ZipEntry? before = null;
        foreach (var (header, entry) in _located)
        {
            if (before is not null && header < before.Header + LocalHeaderLength + before.Length)
            {
                throw Broken(_input.Name, $"entries '{Shown(before.Name)}' and '{Shown(entry.Name)}' overlap");
            }
            before = entry;
        }
    }

    /// <summary>CRC-32 as zip archives use it (ISO 3309).</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        Span<uint> table = stackalloc uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) { value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1; }
            table[(int)i] = value;
        }
        var sum = uint.MaxValue;
        foreach (var b in bytes) { sum = table[(int)((sum ^ b) & 0xFF)] ^ (sum >> 8); }
        return ~sum;
    }

    /// <summary>A name from a file, fit for a message: short, and without control characters.</summary>
    public static string Shown(string name)
    {
        var text = string.Concat(name.Take(120).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return name.Length > 120 ? text + "..." : text;
    }

    private static (long Start, int Length, int Count) FindDirectory(InputFile input)
    {
        var tailLength = (int)Math.Min(input.Length, EndLength + ushort.MaxValue);
        var tail = input.Read(input.Length - tailLength, tailLength).AsSpan();
        var end = tailLength - EndLength;
        while (end >= 0 && !(U32(tail, end) == 0x06054B50 && end + EndLength + U16(tail, end + 20) == tailLength)) { end--; }
        if (end < 0) { throw Broken(input.Name, "the zip directory at its end is missing; the file is cut short or is no zip archive"); }
        var limit = input.Length - tailLength + end;
        long count = U16(tail, end + 10), length = U32(tail, end + 12), start = U32(tail, end + 16);
        if (U16(tail, end + 4) is not (0 or ushort.MaxValue)) { throw Broken(input.Name, "the zip archive is split into several files"); }
        if (end >= LocatorLength && U32(tail, end - LocatorLength) == 0x07064B50)
        {
            var place = I64(tail, end - LocatorLength + 8);
            if (place < 0 || place > limit - LocatorLength - 56) { throw Broken(input.Name, $"the ZIP64 directory should end at byte {place}, which is outside the file"); }
            var record = input.Read(place, 56).AsSpan();
            if (U32(record, 0) != 0x06064B50) { throw Broken(input.Name, $"no ZIP64 directory stands at byte {place}"); }
            (count, length, start, limit) = (I64(record, 32), I64(record, 40), I64(record, 48), place);
        }
        if (start < 0 || length < 0 || start > limit || length > limit - start || length > int.MaxValue)
        {
            throw Broken(input.Name, $"the zip directory of {length} bytes from {start} on does not fit into the file");
        }
        if (count is < 0 or > MaximumEntries || count * 46 > length) { throw Broken(input.Name, $"a zip directory of {length} bytes cannot list {count} entries (at most {MaximumEntries} are read)"); }
        return (start, (int)length, (int)count);
    }

    private static ZipEntry ReadEntry(string file, ReadOnlySpan<byte> bytes, int index, out int taken)
    {
        if (bytes.Length < 46 || U32(bytes, 0) != 0x02014B50) { throw Broken(file, $"entry {index} of the zip directory is damaged"); }
        int nameLength = U16(bytes, 28), extraLength = U16(bytes, 30);
        taken = 46 + nameLength + extraLength + U16(bytes, 32);
        if (bytes.Length < taken) { throw Broken(file, $"entry {index} of the zip directory is cut short"); }
        var name = Encoding.UTF8.GetString(bytes.Slice(46, nameLength));
        int flags = U16(bytes, 8), method = U16(bytes, 10);
        if ((flags & 1) != 0) { throw Broken(file, $"entry '{Shown(name)}' is encrypted"); }
        if (method != 0) { throw Broken(file, $"entry '{Shown(name)}' is compressed (method {method}), which torch never writes; store it uncompressed"); }
        long packed = U32(bytes, 20), length = U32(bytes, 24), header = U32(bytes, 42);
        for (var extra = bytes.Slice(46 + nameLength, extraLength); extra.Length >= 4;)
        {
            var (id, size) = (U16(extra, 0), U16(extra, 2));
            if (size > extra.Length - 4) { break; }
            var field = extra.Slice(4, size);
            if (id == 1)    // ZIP64: only the values that do not fit above, in this order
            {
                Take(ref length, ref field);
                Take(ref packed, ref field);
                Take(ref header, ref field);
            }
            extra = extra[(4 + size)..];
        }
        if (packed != length) { throw Broken(file, $"entry '{Shown(name)}' is stored, but takes {packed} bytes for {length}"); }
        return new ZipEntry(name, header, length, U32(bytes, 16));
    }

    private static void Take(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8) { return; }
        value = I64(field, 0);
        field = field[8..];
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static CheckpointException Broken(string file, string what) => SafeTensorsHeader.Broken(file, what);
}
