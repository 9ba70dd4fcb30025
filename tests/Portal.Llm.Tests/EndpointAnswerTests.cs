using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Portal.Llm.Endpoints;

namespace Portal.Llm.Tests;

public sealed class EndpointAnswerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_carries_the_options_and_nothing_else(bool stream)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));
        var chat = new ChatOptions
        {
            Temperature = 0.7f,
            TopP = 0.95f,
            Seed = 12,
            MaxOutputTokens = 32,
            StopSequences = ["\n"],
            AdditionalProperties = new() { [ProviderEndpoint.Choices] = 3 },
        };

        Assert.Equal("no|no|no", await Asking.AskAsync(server.Options, stream, chat));

        var seen = Assert.Single(server.Requests);
        var expected = new JsonObject
        {
            ["model"] = "demo",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Q: ...\nA:" }),
            ["temperature"] = 0.7,
            ["n"] = 3,
            ["top_p"] = 0.95,
            ["seed"] = 12,
            ["stop"] = new JsonArray("\n"),
            ["max_tokens"] = 32,
        };
        if (stream) { expected["stream"] = true; }
        Assert.True(JsonNode.DeepEquals(expected, seen.Body), seen.Body.ToJsonString());
        Assert.Equal("/v1/chat/completions", seen.Path);
        Assert.Null(seen.Authorization);
    }

    [Theory]
    [InlineData("""a\ud83d|\ude00\"\n\u00e9""", "a😀\"\né")]      // a token ends in the middle of a character
    [InlineData("""a\ud83d|b""", "a\uFFFDb")]
    [InlineData("""\\ud83d\ude00|\ud83d""", "\\ud83d\uFFFD\uFFFD")]
    public async Task Halves_of_a_character_are_joined_or_replaced(string parts, string expected)
    {
        var chunks = parts.Split('|').Select(part => $$$"""{"choices":[{"index":0,"delta":{"content":"{{{part}}}"}}]}""");
        await using var server = await StubServer.StartAsync(Behave.Events([.. chunks, Behave.Chunk(0, "", "stop")]));

        Assert.Equal(expected, await Asking.AskAsync(server.Options, stream: true));
    }

    [Fact]
    public async Task Events_have_no_total()
    {
        var texts = Enumerable.Repeat(new string(':', 30_000), 3).ToArray();
        var filler = Enumerable.Repeat("""{"choices":[],"filler":"X"}""".Replace("X", new string('x', 500_000), StringComparison.Ordinal), 4);
        await using var server = await StubServer.StartAsync(Behave.Events([.. filler, .. texts.Select(text => Behave.Chunk(0, text, null)), Behave.Chunk(0, "", "stop")]));

        Assert.Equal(string.Concat(texts), await Asking.AskAsync(server.Options, stream: true));
    }

    [Fact]
    public async Task Defaults_come_from_the_endpoint()
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));
        var options = server.Options with { DefaultTemperature = 0.3, TokenLimitParameter = TokenLimitParameter.MaxCompletionTokens };

        await Asking.AskAsync(options, stream: false, new ChatOptions { MaxOutputTokens = 5 });

        var body = server.Requests[0].Body;
        Assert.Equal(0.3, body["temperature"]!.GetValue<double>());
        Assert.Equal(5, body["max_completion_tokens"]!.GetValue<int>());
        Assert.Null(body["max_tokens"]);
        Assert.Null(body["n"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_key_comes_from_the_environment(bool stream)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));
        using var key = new Key("sk-secret-1");

        await Asking.AskAsync(server.Options with { ApiKeyVariable = key.Variable }, stream);

        Assert.Equal("Bearer sk-secret-1", server.Requests[0].Authorization);
    }

    [Fact]
    public async Task Updates_name_their_choice_and_end_it()
    {
        await using var server = await StubServer.StartAsync(Behave.Events(
            Behave.Chunk(1, "com", null), Behave.Chunk(0, "n", null), Behave.Chunk(1, "plete", null), Behave.Chunk(0, "o", "stop"), Behave.Chunk(1, "", "length"), "[DONE]"));
        using var endpoint = new ProviderEndpoint(server.Options);

        var updates = await endpoint.Open("demo").GetStreamingResponseAsync("?", new ChatOptions { AdditionalProperties = new() { [ProviderEndpoint.Choices] = 2 } })
            .Select(update => (update.MessageId, update.Text, update.FinishReason?.Value)).ToListAsync();

        Assert.Equal([("1", "com", null), ("0", "n", null), ("1", "plete", null), ("0", "o", "stop"), ("1", "", "length")], updates);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "<script>alert('x')</script>")]
    [InlineData(true, "<script>alert('x')</script>")]
    [InlineData(true, "\u202Eδεν\n\n\"…\"")]
    public async Task An_answer_arrives_as_it_is(bool stream, string answer)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer(answer));

        Assert.Equal(answer, await Asking.AskAsync(server.Options, stream));
    }

    [Theory]
    [InlineData(false, 100_000, 100_000)]
    [InlineData(true, 100_000, 100_000)]
    [InlineData(false, 150_000, 100_033)]
    [InlineData(true, 150_000, 100_033)]
    public async Task A_long_answer_is_cut_with_a_note(bool stream, int length, int expected)
    {
        await using var server = await StubServer.StartAsync(Behave.Answer(new string('x', length)));

        var answer = await Asking.AskAsync(server.Options, stream);

        Assert.Equal(expected, answer.Length);
        Assert.Equal(length > 100_000, answer.EndsWith(" … [cut after 100,000 characters]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_stream_of_short_parts_is_cut_too_and_not_read_on()
    {
        await using var server = await StubServer.StartAsync(Behave.EventsThenHang([.. Enumerable.Repeat(Behave.Chunk(0, new string('x', 50_000), null), 3)]));

        Assert.EndsWith("characters]", await Asking.AskAsync(server.Options, stream: true), StringComparison.Ordinal);
    }

    /// <summary>Forms that servers in use write although OpenAI does not.</summary>
    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"no"}}]}""", "no")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"no"},"finish_reason":"eos_token"}]}""", "no")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"n"},{"type":"text","text":"o"}]},"finish_reason":"stop"}]}""", "no")]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"I cannot."},"finish_reason":"stop"}]}""", "I cannot.")]
    [InlineData("""{"error":null,"choices":[{"message":{"content":"no"},"finish_reason":"stop"}]}""", "no")]
    public async Task Other_forms_of_an_answer_are_read(string body, string expected)
    {
        await using var server = await StubServer.StartAsync(Behave.Body("application/json; charset=utf-8", body));

        Assert.Equal(expected, await Asking.AskAsync(server.Options, stream: false));
        Assert.Equal(expected, await Asking.AskAsync(server.Options, stream: true));      // a server that cannot stream answers in one piece
    }

    [Theory]
    [InlineData("stop")]
    [InlineData(null)]
    public async Task A_stream_ends_by_finish_reason_or_end_marker(string? finish)
    {
        await using var server = await StubServer.StartAsync(Behave.Events([": keep-alive", Behave.Chunk(0, "no", finish), .. finish is null ? ["[DONE]"] : Array.Empty<string>()]));

        Assert.Equal("no", await Asking.AskAsync(server.Options, stream: true));
    }

    [Fact]
    public async Task Models_are_those_of_the_configuration_or_those_that_the_endpoint_lists()
    {
        await using var server = await StubServer.StartAsync(Behave.Body("application/json", """{"data":[{"id":"demo"},{"id":"llama3"}]}"""));
        using var configured = new ProviderEndpoint(server.Options with { Models = ["only"] });
        using var discovered = new ProviderEndpoint(server.Options);

        Assert.Equal(["only"], await configured.ModelsAsync());
        Assert.Empty(server.Requests);
        Assert.Equal(["demo", "llama3"], await discovered.ModelsAsync());
        Assert.Equal("/v1/models", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task No_more_requests_run_at_a_time_than_the_endpoint_allows()
    {
        await using var server = await StubServer.StartAsync(async (context, request) =>
        {
            await Task.Delay(30);
            await Behave.Answer(context, request, "no");
        });
        using var endpoint = new ProviderEndpoint(server.Options with { MaxConcurrency = 2 });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Asking.AskAsync(endpoint.Open("demo"), stream: i % 2 == 0)));

        Assert.Equal(8, server.Requests.Count);
        Assert.Equal(2, server.MostRunning);
    }

    [Fact]
    public async Task Leaving_ends_the_request_and_frees_its_slot()
    {
        await using var server = await StubServer.StartAsync(Behave.EventsThenHang(Behave.Chunk(0, "n", null)), Behave.Answer("no"));
        using var endpoint = new ProviderEndpoint(server.Options with { MaxConcurrency = 1 });

        await foreach (var _ in endpoint.Open("demo").GetStreamingResponseAsync("?")) { break; }

        await server.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("no", await Asking.AskAsync(endpoint.Open("demo"), stream: true).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_request_and_frees_its_slot(bool stream)
    {
        using var leaving = new CancellationTokenSource();
        await using var server = await StubServer.StartAsync(
            (context, request) =>
            {
                leaving.Cancel();
                return Behave.Hang(context, request);
            },
            Behave.Answer("no"));
        using var endpoint = new ProviderEndpoint(server.Options with { MaxConcurrency = 1 });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Asking.AskAsync(endpoint.Open("demo"), stream, cancellation: leaving.Token));

        await server.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("no", await Asking.AskAsync(endpoint.Open("demo"), stream).WaitAsync(TimeSpan.FromSeconds(5)));
    }
}
