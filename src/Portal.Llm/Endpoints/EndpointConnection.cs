using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace Portal.Llm.Endpoints;

/// <summary>
/// Requests to one endpoint through the OpenAI SDK's protocol methods: their raw responses hold what its typed ones leave out, the choices after the first
/// and the end marker of a stream, and accept what they refuse, such as finish reasons that OpenAI does not use.
/// </summary>
internal sealed class EndpointConnection
{
    private readonly ApiKeyCredential _credential;
    private readonly OpenAIClientOptions _options;

    /// <exception cref="ProviderException">The environment variable holds no key.</exception>
    public EndpointConnection(EndpointOptions endpoint, HttpClient http)
    {
        var key = Key(endpoint);
        Failures = new EndpointFailures(endpoint, key);
        _credential = new ApiKeyCredential(key ?? "none");
        _options = new OpenAIClientOptions
        {
            Endpoint = new Uri(endpoint.Url),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        if (key is null) { _options.AddPolicy(new WithoutKey(), PipelinePosition.BeforeTransport); }
    }

    /// <summary>Words what goes wrong on this connection.</summary>
    public EndpointFailures Failures { get; }

    /// <summary>Sends a <c>/chat/completions</c> request.</summary>
    /// <returns>The response with its body still to be read.</returns>
    /// <exception cref="ProviderException">No connection, or an error status.</exception>
    public Task<PipelineResponse> CompleteAsync(string model, CompletionRequest request, CallClock clock)
    {
        var chat = new ChatClient(model, _credential, _options);
        return SendAsync(async options => await chat.CompleteChatAsync(BinaryContent.Create(BinaryData.FromString(request.Json)), options), model, clock);
    }

    /// <summary>Asks for the ids that <c>/models</c> lists.</summary>
    /// <exception cref="ProviderException">No connection, an error status, or no list of models.</exception>
    public async Task<IReadOnlyList<string>> ModelsAsync(CallClock clock)
    {
        var models = new OpenAIModelClient(_credential, _options);
        using var response = await SendAsync(models.GetModelsAsync, model: null, clock);
        try
        {
            using var json = JsonDocument.Parse(await BoundedBody.ReadAsync(response.ContentStream ?? Stream.Null, Failures, clock.Token));
            return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString() ?? "")];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Failures.Invalid("its list of models is not of the form {\"data\": [{\"id\": ..}]}");
        }
        catch (Exception error) when (Failures.Of(error, clock, begun: false) is { } failure && failure != error)
        {
            throw failure;
        }
    }

    private async Task<PipelineResponse> SendAsync(Func<RequestOptions, Task<ClientResult>> send, string? model, CallClock clock)
    {
        try
        {
            var response = (await send(new RequestOptions
            {
                BufferResponse = false,
                ErrorOptions = ClientErrorBehaviors.NoThrow,
                CancellationToken = clock.Token,
            })).GetRawResponse();
            if (response.Status is >= 200 and < 300) { return response; }
            using (response)
            {
                throw Failures.OfStatus(response, await BoundedBody.ReadStartAsync(response, clock.Token), model, clock);
            }
        }
        catch (Exception error) when (Failures.Of(error, clock, begun: false) is { } failure && failure != error)
        {
            throw failure;
        }
    }

    /// <summary>The key, from the environment; <see langword="null"/> where the endpoint needs none.</summary>
    private static string? Key(EndpointOptions endpoint)
    {
        if (endpoint.ApiKeyVariable is not { } variable) { return null; }
        var key = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(key)) { throw EndpointFailures.NoKey(endpoint, "is not set"); }
        return key.All(c => c is > ' ' and < '\x7f') ? key : throw EndpointFailures.NoKey(endpoint, "holds characters that no key has");
    }

    /// <summary>The SDK cannot do without a key; for an endpoint that needs none, none is sent.</summary>
    private sealed class WithoutKey : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
