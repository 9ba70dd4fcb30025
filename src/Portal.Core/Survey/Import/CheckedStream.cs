using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Portal.Core.Survey.Import;

/// <summary>
/// A stream that lets through UTF-8 text only, within limits, and hashes it on the way. What is wrong is an error that names line and byte,
/// thrown before more than one buffer beyond it has been read.
/// </summary>
internal sealed class CheckedStream(Stream inner, string file, long mostBytes, int mostLineBytes, uint? checksum = null) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _carry = new byte[4];       // the beginning of a character that the last buffer cut
    private readonly Crc32 _crc = new();
    private int _carried;
    private int _line = 1;
    private long _lineStart;
    private long _bytes;
    private bool _ended;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => _bytes;

    /// <summary>Of all bytes, in hexadecimal; empty before the end.</summary>
    public string Sha256 { get; private set; } = "";

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _bytes;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = ReadInner(buffer);
        if (read > 0)
        {
            Check(buffer[..read]);
            _hash.AppendData(buffer[..read]);
            if (checksum is not null) { _crc.Add(buffer[..read]); }
        }
        else if (buffer.Length > 0 && !_ended)
        {
            _ended = true;
            if (_carried > 0) { throw NotUtf8(_bytes - _carried, _line); }
            if (checksum is { } expected && expected != _crc.Value) { throw Damaged(); }
            Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>All of it.</summary>
    /// <exception cref="SurveyException">Something is wrong with the bytes.</exception>
    public byte[] ReadToEnd()
    {
        using var all = new MemoryStream();
        CopyTo(all);
        return all.ToArray();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (InvalidDataException error)
        {
            throw Damaged(error);
        }
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (_bytes + bytes.Length > mostBytes) { throw new SurveyException(file, null, null, $"has more than {mostBytes:N0} bytes; this is no file of the kind"); }
        if (_bytes == 0 && bytes is ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
        {
            throw new SurveyException(file, 1, null, "is UTF-16 (byte 1); save the file as UTF-8");
        }
        CheckEncoding(bytes);
        for (var start = 0; ;)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : start + length;
            var zero = bytes[start..end].IndexOf((byte)0);
            if (zero >= 0) { throw new SurveyException(file, _line, null, $"holds a NUL (byte {_bytes + start + zero + 1}); this is no text, or it is damaged"); }
            if (_bytes + end - _lineStart > mostLineBytes)
            {
                throw new SurveyException(file, _line, null, $"is longer than {mostLineBytes:N0} bytes; this is no file of the kind, or its line ends are lost");
            }
            if (length < 0) { break; }
            _line++;
            start = end + 1;
            _lineStart = _bytes + start;
        }
        _bytes += bytes.Length;
    }

    private void CheckEncoding(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (_carried > 0 && start < bytes.Length)        // finish the character that was cut
        {
            _carry[_carried++] = bytes[start++];
            var status = Rune.DecodeFromUtf8(_carry.AsSpan(0, _carried), out _, out _);
            if (status == OperationStatus.InvalidData) { throw NotUtf8(_bytes + start - _carried, _line); }
            if (status == OperationStatus.Done) { _carried = 0; }
        }
        var rest = bytes[start..];
        for (var tail = 1; tail <= Math.Min(3, rest.Length); tail++)
        {
            if ((rest[^tail] & 0xC0) == 0x80) { continue; }                 // inside a character
            if (Rune.DecodeFromUtf8(rest[^tail..], out _, out _) == OperationStatus.NeedMoreData)
            {
                rest[^tail..].CopyTo(_carry);
                _carried = tail;
                rest = rest[..^tail];
            }
            break;
        }
        if (Utf8.IsValid(rest)) { return; }
        var valid = 0;
        while (Rune.DecodeFromUtf8(rest[valid..], out _, out var length) == OperationStatus.Done) { valid += length; }
        throw NotUtf8(_bytes + start + valid, _line + bytes[..(start + valid)].Count((byte)'\n'));
    }

    private SurveyException Damaged(Exception? cause = null) => new(file, null, null, "is not what was packed; the archive is damaged", cause);

    private SurveyException NotUtf8(long offset, int line) => new(file, line, null, $"is not UTF-8 (byte {offset + 1}); save the file as UTF-8");
}
