using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portal.Llm.Endpoints;

/// <summary>A part of one choice, from a chunk of a stream or a whole completion.</summary>
/// <param name="Choice">The choice's index.</param>
/// <param name="Text">What it adds to the choice's text. As read from a chunk it may begin or end with half a surrogate pair; <see cref="AnswerStream"/> joins those.</param>
/// <param name="FinishReason">Given with the choice's last part.</param>
internal readonly record struct AnswerPiece(int Choice, string Text, string? FinishReason)
{
    /// <summary>The parts in a chat completion or a chunk of one.</summary>
    /// <exception cref="ProviderException">It reports an error, or is in another form.</exception>
    public static IReadOnlyList<AnswerPiece> Read(string json, EndpointFailures failures)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            {
                throw failures.Reported(error);
            }

            return [.. root.GetProperty("choices").EnumerateArray().Select(Piece)];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw failures.Invalid("its JSON is broken or has no choices");
        }
    }

    private static AnswerPiece Piece(JsonElement choice, int position)
    {
        var index = choice.TryGetProperty("index", out var given) && given.ValueKind == JsonValueKind.Number ? given.GetUInt16() : position;
        var message = choice.TryGetProperty("delta", out var delta) ? delta : choice.GetProperty("message");
        return new AnswerPiece(index, TextOf(message), StringOf(choice, "finish_reason"));
    }

    /// <summary><c>content</c> as text or as text parts; a <c>refusal</c> where there is no content.</summary>
    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) { return ""; }
        if (message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
        {
            return string.Concat(content.EnumerateArray().Select(part => StringOf(part, "text")));
        }

        return StringOf(message, "content") ?? StringOf(message, "refusal") ?? "";
    }

    private static string? StringOf(JsonElement element, string field)
    {
        if (!element.TryGetProperty(field, out var value) || value.ValueKind != JsonValueKind.String) { return null; }
        try { return value.GetString(); }
        catch (InvalidOperationException) { return Unescaped(value.GetRawText()); }       // half of a surrogate pair, which a string of ours may hold
    }

    /// <summary>A JSON string, quotes included, whose escapes the serializer would not combine.</summary>
    private static string Unescaped(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 1; i < raw.Length - 1; i++)
        {
            if (raw[i] != '\\') { text.Append(raw[i]); continue; }
            text.Append(raw[++i] switch
            {
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                var itself => itself,
            });
            if (raw[i] == 'u') { i += 4; }
        }

        return text.ToString();
    }
}
