using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Portal.Llm.Endpoints;

/// <summary>The JSON body of one <c>/chat/completions</c> request.</summary>
/// <param name="Json">The body.</param>
/// <param name="Choices">How many choices it asks for (<c>n</c>).</param>
internal sealed record CompletionRequest(string Json, int Choices)
{
    public static CompletionRequest Write(
        EndpointOptions endpoint, string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var choices = options?.AdditionalProperties?.TryGetValue<int>(ProviderEndpoint.Choices, out var n) == true ? n : 1;
        var body = new JsonObject
        {
            ["model"] = options?.ModelId ?? model,
            ["messages"] = new JsonArray([.. messages.Select(message =>
                new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
            ["temperature"] = Math.Round(options?.Temperature ?? endpoint.DefaultTemperature, 6),      // 0.7f is 0.699999988 as a double
        };
        if (stream) { body["stream"] = true; }
        if (choices > 1) { body["n"] = choices; }
        if (options?.TopP is { } topP) { body["top_p"] = Math.Round(topP, 6); }
        if (options?.Seed is { } seed) { body["seed"] = seed; }
        if (options?.StopSequences is { Count: > 0 } stop) { body["stop"] = new JsonArray([.. stop.Select(text => JsonValue.Create(text))]); }
        if (options?.MaxOutputTokens is { } limit)
        {
            body[endpoint.TokenLimitParameter == TokenLimitParameter.MaxTokens ? "max_tokens" : "max_completion_tokens"] = limit;
        }

        return new CompletionRequest(body.ToJsonString(), choices);
    }
}
