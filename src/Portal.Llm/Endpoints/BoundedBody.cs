using System.ClientModel.Primitives;
using System.Text;

namespace Portal.Llm.Endpoints;

/// <summary>A response body that throws <see cref="BodyTooLongException"/> instead of filling the memory.</summary>
/// <param name="body">The body.</param>
/// <param name="limit">Most bytes in all, or with <paramref name="perEvent"/> up to a blank line.</param>
/// <param name="perEvent">True for event streams, which have no total.</param>
internal sealed class BoundedBody(Stream body, int limit, bool perEvent) : Stream
{
    /// <summary>Most bytes of a JSON body, and of one event of a stream.</summary>
    public const int Limit = 1 << 20;

    private const int LongestErrorBody = 1 << 16;
    private int _seen;
    private bool _lineIsEmpty = true;
    private bool _afterReturn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The start of an error's body, at most 64 kB: what follows is not read.</summary>
    public static async Task<string> ReadStartAsync(PipelineResponse response, CancellationToken cancellation)
    {
        if (response.ContentStream is not { } body) { return ""; }
        var buffer = new byte[LongestErrorBody];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>The whole body of a JSON response.</summary>
    /// <exception cref="ProviderException">It was cut off after it had begun.</exception>
    public static async Task<string> ReadAsync(Stream body, EndpointFailures failures, CancellationToken cancellation)
    {
        var bounded = new BoundedBody(body, Limit, perEvent: false);
        try
        {
            using var reader = new StreamReader(bounded);
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (IOException error) when (bounded._seen > 0 && !cancellation.IsCancellationRequested)
        {
            throw failures.CutOff(error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        if (perEvent) { CountEvents(buffer.Span[..read]); }
        else { _seen += read; }
        return _seen <= limit ? read : throw new BodyTooLongException();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read asynchronously");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>An event ends with a blank line; a line with CR, LF or both.</summary>
    private void CountEvents(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _seen++;
            var endsLine = value is (byte)'\r' or (byte)'\n';
            if (endsLine && !(value == '\n' && _afterReturn))
            {
                if (_lineIsEmpty) { _seen = 0; }
                _lineIsEmpty = true;
            }
            else if (!endsLine) { _lineIsEmpty = false; }
            _afterReturn = value == '\r';
            if (_seen > limit) { return; }
        }
    }
}

/// <summary>A body is longer than the portal reads.</summary>
internal sealed class BodyTooLongException : Exception;
