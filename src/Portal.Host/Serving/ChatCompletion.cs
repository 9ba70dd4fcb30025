using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Host.Serving;

/// <summary>Body of <c>POST /v1/chat/completions</c>: the fields of OpenAI's chat API that this server honours. Unknown fields are refused, not ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ChatCompletionRequest
{
    public string? Model { get; init; }

    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    public int? N { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public long? Seed { get; init; }

    public int? MaxTokens { get; init; }

    public int? MaxCompletionTokens { get; init; }

    /// <summary>A string or a list of strings.</summary>
    public JsonElement? Stop { get; init; }

    public bool? Stream { get; init; }

    public StreamOptions? StreamOptions { get; init; }

    public bool? Logprobs { get; init; }

    /// <summary>An end-user's name; accepted and not used.</summary>
    public string? User { get; init; }
}

public sealed record StreamOptions(bool? IncludeUsage);

/// <summary>One message; its content is a string or a list of text parts.</summary>
public sealed record ChatMessage(string? Role, JsonElement Content)
{
    /// <exception cref="ArgumentException">The content is neither.</exception>
    public string Text()
    {
        if (Content.ValueKind == JsonValueKind.String) { return Content.GetString()!; }
        if (Content.ValueKind == JsonValueKind.Array && Content.EnumerateArray().All(IsText))
        {
            return string.Concat(Content.EnumerateArray().Select(part => part.GetProperty("text").GetString()));
        }
        throw new ArgumentException("messages: content must be a string or a list of text parts");
    }

    private static bool IsText(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueEquals("text")
        && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String;
}

public sealed record ChatCompletion(string Id, [property: JsonPropertyName("object")] string Kind, long Created, string Model, string SystemFingerprint, IReadOnlyList<ChatChoice> Choices, Usage? Usage);

public sealed record ChatChoice(int Index, ReplyMessage? Message, ReplyDelta? Delta, string? FinishReason, Logprobs? Logprobs = null);

public sealed record ReplyMessage(string Role, string Content);

public sealed record ReplyDelta(string? Role = null, string? Content = null);

public sealed record Logprobs(IReadOnlyList<TokenLogprob> Content);

public sealed record TokenLogprob(string Token, double Logprob);

public sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens);

public sealed record ErrorBody(ErrorDetail Error);

public sealed record ErrorDetail(string Message, string Type, string? Param = null, string? Code = null);

public sealed record ModelList([property: JsonPropertyName("object")] string Kind, IReadOnlyList<ModelEntry> Data);

/// <param name="Fingerprint">SHA-256 of the weights; absent until the model has been opened.</param>
/// <param name="Problem">Why the model could not be opened; absent where it could, or has not been tried.</param>
public sealed record ModelEntry(string Id, [property: JsonPropertyName("object")] string Kind, string OwnedBy, string? Fingerprint, string? Problem);
