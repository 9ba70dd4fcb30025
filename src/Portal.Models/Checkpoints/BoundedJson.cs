using System.Text.Json;

namespace Portal.Models.Checkpoints;

/// <summary>JSON of a checkpoint. Its tokens are counted before a document is built, because a document takes many times the bytes of a text of short tokens.</summary>
internal static class BoundedJson
{
    private const int MaximumTokens = 2_000_000;        // a tensor takes about ten
    private const int MaximumName = 10_000;
    private const int MaximumFile = 64 << 20;

    /// <summary>A whole file.</summary>
    /// <exception cref="CheckpointException">It cannot be read, is too large or is not JSON.</exception>
    public static JsonDocument Read(string file)
    {
        using var input = InputFile.Open(file);
        return input.Length <= MaximumFile
            ? Parse(file, "the file", input.Read(0, (int)input.Length))
            : throw new CheckpointException($"{file} has {input.Length} bytes, more than the {MaximumFile} that are read; it is not a checkpoint's");
    }

    /// <param name="file">Path, for messages.</param>
    /// <param name="what">What the text is, for messages.</param>
    /// <exception cref="CheckpointException">It is not JSON, or has too many tokens.</exception>
    public static JsonDocument Parse(string file, string what, ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith("\uFEFF"u8)) { text = text[3..]; }
        try
        {
            var reader = new Utf8JsonReader(text.Span);
            for (var tokens = 0; reader.Read(); tokens++)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.Length > MaximumName)
                {
                    throw new CheckpointException($"{file}: {what} has a name of {reader.ValueSpan.Length} bytes; at most {MaximumName} are read");
                }
                if (tokens == MaximumTokens) { throw new CheckpointException($"{file}: {what} has more than {MaximumTokens} tokens; it is not a checkpoint's"); }
            }
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw new CheckpointException($"{file}: {what} is not valid JSON ({error.Message}); fetch it again", error);
        }
    }
}
