using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Portal.Models.Checkpoints;
using Portal.Models.Generation;
using Portal.Models.Tokenizers;

namespace Portal.Host.Serving;

/// <summary>The local models behind OpenAI's chat interface: <c>/v1/models</c> and <c>/v1/chat/completions</c>.</summary>
public sealed class ChatEndpoint(ModelCatalog catalog, DeviceThread device)
{
    private const int DefaultMaxTokens = 256, MostSamples = 128;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", ListAsync);
        routes.MapPost("/v1/chat/completions", CompleteAsync);
    }

    private async Task<IResult> ListAsync(CancellationToken cancellation)
    {
        var entries = await device.RunAsync(
            () => catalog.Names.Select(name => new ModelEntry(name, "model", "local", catalog.Opened(name)?.Fingerprint, catalog.ProblemOf(name))).ToList(), cancellation);
        return Results.Json(new ModelList("list", entries), Json);
    }

    private async Task CompleteAsync(HttpContext http)
    {
        var cancellation = http.RequestAborted;
        try
        {
            if (!http.Request.HasJsonContentType())
            {
                await Fail(http, 415, new ErrorDetail("the body must be application/json", "invalid_request_error"));
                return;
            }
            var request = await JsonSerializer.DeserializeAsync<ChatCompletionRequest>(http.Request.Body, Json, cancellation) ?? throw new ArgumentException("the body is null");
            var chat = Read(request);
            if (!catalog.Has(request.Model!))
            {
                await Fail(http, 404, new ErrorDetail($"model '{request.Model}' is not served here; served are: {string.Join(", ", catalog.Names)}", "invalid_request_error", "model", "model_not_found"));
                return;
            }
            await (request.Stream == true ? StreamAsync(http, request, chat) : AnswerAsync(http, request, chat));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The client left; nobody reads an answer.
        }
        catch (Exception error) when (error is ArgumentException or JsonException or ChatTemplateException)
        {
            await Fail(http, 400, new ErrorDetail(error.Message, "invalid_request_error"));
        }
        catch (IOException error) when (error is CheckpointException or TokenizerException)
        {
            await Fail(http, 500, new ErrorDetail(error.Message, "checkpoint_error"));
        }
        catch (ExternalException error)
        {
            await Fail(http, 500, new ErrorDetail(error.Message, "device_error"));
        }
    }

    private async Task AnswerAsync(HttpContext http, ChatCompletionRequest request, Chat chat)
    {
        var completion = await device.RunAsync(
            () =>
            {
                var model = catalog.Open(request.Model!);
                var prompt = new EncodedPrompt(model.Read(chat.Messages), chat.Seed);
                var texts = model.Generate(prompt, chat.Options, progress: null, http.RequestAborted);
                return NewCompletion(model, "chat.completion", [.. texts.Select(text => Choice(model, text, request.Logprobs == true))]) with { Usage = Count(prompt, texts) };
            },
            http.RequestAborted);
        await http.Response.WriteAsJsonAsync(completion, Json, http.RequestAborted);
    }

    private async Task StreamAsync(HttpContext http, ChatCompletionRequest request, Chat chat)
    {
        var chunks = Channel.CreateUnbounded<ChatCompletion>(new UnboundedChannelOptions { SingleReader = true });
        var generation = device.RunAsync(
            () =>
            {
                try
                {
                    var model = catalog.Open(request.Model!);
                    var prompt = new EncodedPrompt(model.Read(chat.Messages), chat.Seed);
                    var first = NewCompletion(model, "chat.completion.chunk", []);
                    void Send(ChatChoice choice) => chunks.Writer.TryWrite(first with { Choices = [choice] });
                    // The role comes with a choice's first chunk, so that nothing is sent before the prompt is known to fit.
                    var begun = new bool[chat.Options.Samples];
                    string? Role(int index) => begun[index] || !(begun[index] = true) ? null : "assistant";
                    var progress = new GenerationProgress(
                        delta => Send(new ChatChoice(delta.Index, null, new ReplyDelta(Role(delta.Index), delta.Text), null)),
                        (_, text) => Send(new ChatChoice(text.Index, null, new ReplyDelta(Role(text.Index)), Name(text.Finish))));
                    var texts = model.Generate(prompt, chat.Options, progress, http.RequestAborted);
                    if (request.StreamOptions?.IncludeUsage == true) { chunks.Writer.TryWrite(first with { Usage = Count(prompt, texts) }); }
                    return true;
                }
                finally
                {
                    chunks.Writer.TryComplete();
                }
            },
            http.RequestAborted);
        // Errors before the first chunk still become a status code.
        if (!await chunks.Reader.WaitToReadAsync(http.RequestAborted)) { await generation; }
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        await foreach (var chunk in chunks.Reader.ReadAllAsync(http.RequestAborted))
        {
            await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(chunk, Json)}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
        await generation;
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private static Chat Read(ChatCompletionRequest request)
    {
        if (string.IsNullOrEmpty(request.Model)) { throw new ArgumentException("model is missing"); }
        if (request.Messages is not { Count: > 0 }) { throw new ArgumentException("messages is missing or empty"); }
        if (request.N is < 1 or > MostSamples) { throw new ArgumentException($"n is {request.N}, allowed is 1 to {MostSamples}"); }
        if (request is { Stream: true, Logprobs: true }) { throw new ArgumentException("logprobs are given in whole answers only; leave out stream"); }
        if (request.MaxTokens is not null && request.MaxCompletionTokens is not null) { throw new ArgumentException("max_tokens and max_completion_tokens are the same; give one"); }
        var messages = request.Messages
            .Select(message => new ChatTurn(string.IsNullOrEmpty(message.Role) ? throw new ArgumentException("messages: role is missing") : message.Role, message.Text())).ToList();
        var options = new GenerationOptions
        {
            Samples = request.N ?? 1,
            MaxTokens = request.MaxCompletionTokens ?? request.MaxTokens ?? DefaultMaxTokens,
            Temperature = request.Temperature ?? 1,
            TopP = request.TopP ?? 1,
            Stop = request.Stop switch
            {
                null or { ValueKind: JsonValueKind.Null } => [],
                { ValueKind: JsonValueKind.String } one => [one.GetString()!],
                { ValueKind: JsonValueKind.Array } many when many.EnumerateArray().All(stop => stop.ValueKind == JsonValueKind.String) => [.. many.EnumerateArray().Select(stop => stop.GetString()!)],
                _ => throw new ArgumentException("stop must be a string or a list of strings"),
            },
        };
        options.Validate();
        return new Chat(messages, options, (ulong)(request.Seed ?? Random.Shared.NextInt64()));
    }

    private static ChatCompletion NewCompletion(LocalModel model, string kind, IReadOnlyList<ChatChoice> choices) =>
        new($"chatcmpl-{Guid.NewGuid():N}", kind, DateTimeOffset.UtcNow.ToUnixTimeSeconds(), model.Name, model.Fingerprint, choices, null);

    private static ChatChoice Choice(LocalModel model, GeneratedText text, bool logprobs) =>
        new(text.Index, new ReplyMessage("assistant", text.Text), null, Name(text.Finish),
            logprobs ? new Logprobs([.. text.Ids.Zip(text.LogProbabilities, (id, value) => new TokenLogprob(model.TokenText(id), value))]) : null);

    private static string Name(FinishReason reason) => reason == FinishReason.Stop ? "stop" : "length";

    private static Usage Count(EncodedPrompt prompt, IReadOnlyList<GeneratedText> texts)
    {
        var generated = texts.Sum(text => text.Ids.Count);
        return new Usage(prompt.Ids.Count, generated, prompt.Ids.Count + generated);
    }

    /// <summary>A checked request.</summary>
    private sealed record Chat(IReadOnlyList<ChatTurn> Messages, GenerationOptions Options, ulong Seed);

    private static async Task Fail(HttpContext http, int status, ErrorDetail detail)
    {
        if (http.Response.HasStarted)
        {
            // Mid-stream: the connection is cut without the end mark, so that the client knows.
            http.Abort();
            return;
        }
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(new ErrorBody(detail), Json);
    }
}
