using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Portal.Llm.Endpoints;

/// <summary>Chat with one model of an endpoint; see <see cref="ProviderEndpoint.Open"/>.</summary>
internal sealed class EndpointChatClient(ProviderEndpoint endpoint, string model) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(endpoint.Options.Name, new Uri(endpoint.Options.Url), model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = CompletionRequest.Write(endpoint.Options, model, messages, options, stream: false);
        using var slot = await endpoint.EnterAsync(cancellationToken);
        using var clock = new CallClock(endpoint.Options.TotalTimeout, cancellationToken);
        return await endpoint.RepeatAsync(clock, async connection =>
        {
            var (answering, more) = await Answering.BeginAsync(connection, model, request, clock);
            await using var _ = answering;
            var messages = new List<ChatMessage>();
            var finish = default(ChatFinishReason?);
            for (; more; more = await answering.NextAsync())
            {
                var update = Update(answering);
                finish ??= update.FinishReason;
                messages.Add(new ChatMessage(ChatRole.Assistant, update.Contents) { MessageId = update.MessageId });
            }

            return messages.Count > 0
                ? new ChatResponse(messages) { ModelId = model, FinishReason = finish, CreatedAt = answering.Sent }
                : throw connection.Failures.Invalid("it has no choice");
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var limits = endpoint.Options;
        var request = CompletionRequest.Write(limits, model, messages, options, stream: true);
        using var slot = await endpoint.EnterAsync(cancellationToken);
        using var clock = new CallClock(limits.TotalTimeout, cancellationToken);
        var (answering, more) = await endpoint.RepeatAsync(clock, connection =>
        {
            clock.WaitFor("its first token", limits.FirstTokenTimeout);
            return Answering.BeginAsync(connection, model, request, clock);
        });
        await using var _ = answering;
        for (; more; more = await answering.NextAsync())
        {
            yield return Update(answering);
            clock.WaitFor("its next token", limits.BetweenTokensTimeout);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType == typeof(EndpointOptions) ? endpoint.Options
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>The endpoint owns the connections.</summary>
    public void Dispose() { }

    private ChatResponseUpdate Update(Answering answering) => new(ChatRole.Assistant, answering.Current.Text)
    {
        MessageId = answering.Current.Choice.ToString(CultureInfo.InvariantCulture),
        FinishReason = answering.Current.FinishReason is { } reason ? new ChatFinishReason(reason) : null,
        ModelId = model,
        CreatedAt = answering.Sent,
    };
}
