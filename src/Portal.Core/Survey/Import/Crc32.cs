namespace Portal.Core.Survey.Import;

/// <summary>The checksum of .zip archives (ISO 3309, polynomial 0xEDB88320 reflected). The framework does not compare it on reading.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var entry = (uint)i;
        for (var bit = 0; bit < 8; bit++) { entry = (entry & 1) == 0 ? entry >> 1 : 0xEDB88320 ^ (entry >> 1); }
        return entry;
    })];

    private uint _state = uint.MaxValue;

    /// <summary>Of all bytes so far.</summary>
    public uint Value => ~_state;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) { _state = Table[(byte)(_state ^ value)] ^ (_state >> 8); }
    }
}
