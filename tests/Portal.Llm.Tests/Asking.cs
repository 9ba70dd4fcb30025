using Microsoft.Extensions.AI;
using Portal.Llm.Endpoints;

namespace Portal.Llm.Tests;

/// <summary>Asks an endpoint in both ways, and never waits longer than it promises.</summary>
internal static class Asking
{
    private static readonly ChatMessage[] _question = [new(ChatRole.User, "Q: ...\nA:")];

    /// <summary>The answer's text; choices are joined by <c>|</c>.</summary>
    public static async Task<string> AskAsync(EndpointOptions options, bool stream, ChatOptions? chat = null, CancellationToken cancellation = default)
    {
        using var endpoint = new ProviderEndpoint(options);
        using var client = endpoint.Open("demo");
        return await AskAsync(client, stream, chat, cancellation).WaitAsync(options.TotalTimeout + TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    public static async Task<string> AskAsync(IChatClient client, bool stream, ChatOptions? chat = null, CancellationToken cancellation = default)
    {
        if (!stream)
        {
            var response = await client.GetResponseAsync(_question, chat, cancellation);
            return string.Join('|', response.Messages.Select(message => message.Text));
        }

        var texts = new SortedDictionary<string, string>();
        await foreach (var update in client.GetStreamingResponseAsync(_question, chat, cancellation))
        {
            texts[update.MessageId!] = texts.GetValueOrDefault(update.MessageId!) + update.Text;
        }

        return string.Join('|', texts.Values);
    }

    public static Task<ProviderException> FailAsync(EndpointOptions options, bool stream) =>
        Assert.ThrowsAsync<ProviderException>(() => AskAsync(options, stream));
}
