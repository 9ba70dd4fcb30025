using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portal.Llm.Endpoints;

namespace Portal.Llm.Tests;

public sealed class EndpointFailureTests
{
    private static readonly TimeSpan _never = TimeSpan.FromMinutes(10);

    public static TheoryData<string, bool> NoCompletion
    {
        get
        {
            var bodies = new TheoryData<string, bool>();
            foreach (var body in new[]
            {
                "text/html|<html><body>Welcome</body></html>", "application/json|<html>", "application/json|", "application/json|{\"choices\": [{\"mess", "application/json|{}",
                "application/json|[]", "application/json|7", "application/json|{\"choices\": 7}", "application/json|{\"choices\": [7]}", "application/json|{\"choices\":[{\"index\":0.5,\"message\":{}}]}",
                "application/json|{\"choices\":[{\"index\":-1,\"message\":{\"content\":\"no\"}}]}",
                "application/json|\0\u0001garbage", "text/event-stream|data: {\"choi\n\n", "text/event-stream|data: \0garbage\n\n", "text/plain|no", "|no",
            })
            {
                bodies.Add(body, false);
                bodies.Add(body, true);
            }

            return bodies;
        }
    }

    [Theory]
    [InlineData(408), InlineData(429), InlineData(500), InlineData(502), InlineData(503), InlineData(504)]
    public async Task A_passing_failure_is_asked_again(int status)
    {
        foreach (var stream in new[] { false, true })
        {
            await using var server = await StubServer.StartAsync(Behave.Status(status), Behave.Answer("no"));

            Assert.Equal("no", await Asking.AskAsync(server.Options, stream));
            Assert.Equal(2, server.Requests.Count);
        }
    }

    [Theory]
    [InlineData(400, ProviderFailure.Rejected), InlineData(401, ProviderFailure.Unauthorized), InlineData(403, ProviderFailure.Unauthorized)]
    [InlineData(404, ProviderFailure.ModelMissing), InlineData(413, ProviderFailure.Rejected), InlineData(422, ProviderFailure.Rejected)]
    [InlineData(501, ProviderFailure.ServerError), InlineData(304, ProviderFailure.InvalidResponse)]
    public async Task A_lasting_failure_is_not_asked_again(int status, ProviderFailure expected)
    {
        foreach (var stream in new[] { false, true })
        {
            await using var server = await StubServer.StartAsync(Behave.Status(status, """{"error": {"message": "context is 8 tokens"}}"""));

            var failure = await Asking.FailAsync(server.Options, stream);

            Assert.Equal((expected, status, "lab"), (failure.Failure, failure.Status, failure.Endpoint));
            Assert.NotEmpty(failure.Remedy);
            Assert.Single(server.Requests);
        }
    }

    [Theory]
    [InlineData(429, ProviderFailure.RateLimited)]
    [InlineData(503, ProviderFailure.ServerError)]
    public async Task A_failure_that_stays_is_asked_as_often_as_configured(int status, ProviderFailure expected)
    {
        await using var server = await StubServer.StartAsync(Behave.Status(status, """{"error": "overloaded"}"""));

        var failure = await Asking.FailAsync(server.Options with { MaxRetries = 2 }, stream: true);
        Assert.Equal(expected, failure.Failure);
        Assert.Contains("overloaded", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);

        await Asking.FailAsync(server.Options with { MaxRetries = 0 }, stream: false);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Retry_after_in_seconds_is_waited_for()
    {
        await using var server = await StubServer.StartAsync(Behave.Status(429, retryAfter: "1"), Behave.Answer("no"));

        Assert.Equal("no", await Asking.AskAsync(server.Options, stream: true));

        Assert.True(server.Requests[1].At - server.Requests[0].At >= TimeSpan.FromSeconds(0.9), "asked again too early");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3600)]
    public async Task Retry_after_as_a_date_takes_the_place_of_the_back_off(int secondsFromNow)
    {
        var date = DateTimeOffset.UtcNow.AddSeconds(secondsFromNow);
        await using var server = await StubServer.StartAsync(Behave.Status(503, retryAfter: date.ToString("r", CultureInfo.InvariantCulture)), Behave.Answer("no"));

        Assert.Equal("no", await Asking.AskAsync(server.Options with { RetryDelay = _never }, stream: false));

        Assert.Equal(2, server.Requests.Count);
        Assert.True(server.Requests[1].At >= date.AddSeconds(-1), "asked again too early");      // the date has whole seconds
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public async Task Retry_after_that_cannot_be_read_leaves_the_back_off(string retryAfter)
    {
        await using var server = await StubServer.StartAsync(Behave.Status(429, retryAfter: retryAfter), Behave.Answer("no"));

        Assert.Equal("no", await Asking.AskAsync(server.Options, stream: true));
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_is_not_begun()
    {
        await using var server = await StubServer.StartAsync(Behave.Status(429, retryAfter: "3600"));

        var failure = await Asking.FailAsync(server.Options, stream: true);

        Assert.Equal((ProviderFailure.RateLimited, TimeSpan.FromHours(1)), (failure.Failure, failure.RetryAfter));
        Assert.Equal("Try again in 3600 s.", failure.Remedy);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_deadline_in_the_back_off_reports_what_was_waited_out()
    {
        await using var server = await StubServer.StartAsync(Behave.Status(503));

        var failure = await Asking.FailAsync(server.Options with { RetryDelay = _never, TotalTimeout = TimeSpan.FromSeconds(0.5) }, stream: true);

        Assert.Equal(ProviderFailure.ServerError, failure.Failure);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(400)]
    public async Task The_key_is_in_no_failure_even_if_the_server_repeats_it(int status)
    {
        using var key = new Key("sk-secret-2");
        await using var server = await StubServer.StartAsync(Behave.Status(status, """{"error": {"message": "bad key sk-secret-2 (SK-SECRET-2)"}}"""));

        var failure = await Asking.FailAsync(server.Options with { ApiKeyVariable = key.Variable, MaxRetries = 0 }, stream: false);

        Assert.DoesNotContain("secret", failure.ToString() + failure.Remedy, StringComparison.OrdinalIgnoreCase);
        if (status is 401 or 403)
        {
            Assert.Contains("lab", failure.Message, StringComparison.Ordinal);
            Assert.Contains(key.Variable, failure.Message, StringComparison.Ordinal);
            Assert.Contains(key.Variable, failure.Remedy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("sk-secret\nX-Other: 1")]
    [InlineData("ключ")]
    public async Task A_variable_without_a_key_sends_nothing(string? value)
    {
        using var key = new Key(value);
        await using var server = await StubServer.StartAsync(Behave.Answer("no"));

        var failure = await Asking.FailAsync(server.Options with { ApiKeyVariable = key.Variable }, stream: true);

        Assert.Equal(ProviderFailure.Unauthorized, failure.Failure);
        Assert.Contains(key.Variable, failure.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_missing_model_is_named()
    {
        await using var server = await StubServer.StartAsync(Behave.Status(404, """{"error": {"message": "The model `demo` does not exist", "code": "model_not_found"}}"""));

        var failure = await Asking.FailAsync(server.Options, stream: true);

        Assert.Equal(ProviderFailure.ModelMissing, failure.Failure);
        Assert.Equal("lab does not have the model demo (404): The model `demo` does not exist", failure.Message);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_loaded_is_not_asked_again()
    {
        await using var server = await StubServer.StartAsync(Behave.Status(500, """{"error": {"message": "data/models/demo: model.safetensors is cut off", "type": "checkpoint_error"}}"""));

        var failure = await Asking.FailAsync(server.Options, stream: true);

        Assert.Equal(ProviderFailure.ModelBroken, failure.Failure);
        Assert.Equal("lab cannot load the model demo (500): data/models/demo: model.safetensors is cut off", failure.Message);
        Assert.Contains("data/models/demo", failure.Remedy, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_prompt_does_not_follow_a_redirect()
    {
        await using var elsewhere = await StubServer.StartAsync(Behave.Answer("no"));
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            context.Response.Redirect(elsewhere.Url + "/chat/completions", permanent: true, preserveMethod: true);
            return Task.CompletedTask;
        });

        var failure = await Asking.FailAsync(server.Options, stream: true);

        Assert.Equal((ProviderFailure.InvalidResponse, 308), (failure.Failure, failure.Status));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [MemberData(nameof(NoCompletion))]
    public async Task What_is_no_completion_is_an_invalid_response(string typeAndBody, bool stream)
    {
        var (type, body) = (typeAndBody.Split('|')[0], typeAndBody.Split('|')[1]);
        await using var server = await StubServer.StartAsync(Behave.Body(type, body));

        var failure = await Asking.FailAsync(server.Options, stream);

        Assert.Equal(ProviderFailure.InvalidResponse, failure.Failure);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_error_reported_in_a_stream_is_a_failure()
    {
        await using var server = await StubServer.StartAsync(Behave.Events(Behave.Chunk(0, "n", null), """{"error": {"message": "out of memory"}}"""));

        var failure = await Asking.FailAsync(server.Options, stream: true);

        Assert.Equal((ProviderFailure.ServerError, "lab reported an error: out of memory"), (failure.Failure, failure.Message));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_breaks_before_the_answer_is_asked_again(bool stream)
    {
        await using var server = await StubServer.StartAsync(Behave.Reset, Behave.Answer("no"));

        Assert.Equal("no", await Asking.AskAsync(server.Options, stream));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_breaks_before_its_first_token_is_asked_again()
    {
        await using var server = await StubServer.StartAsync(Behave.EventsThenReset(Behave.Chunk(0, "", null)), Behave.Answer("no"));

        Assert.Equal("no", await Asking.AskAsync(server.Options, stream: true));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_always_breaks_is_unreachable()
    {
        await using var server = await StubServer.StartAsync(Behave.Reset);

        Assert.Equal(ProviderFailure.Unreachable, (await Asking.FailAsync(server.Options with { MaxRetries = 2 }, stream: true)).Failure);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/v1";
        listener.Stop();

        var failure = await Asking.FailAsync(new EndpointOptions { Name = "lab", Url = url, MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }, stream: false);

        Assert.Equal(ProviderFailure.Unreachable, failure.Failure);
        Assert.Contains(url, failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_breaks_after_tokens_is_cut_off_and_not_asked_again(bool reset)
    {
        var tokens = new[] { Behave.Chunk(0, "comp", null), Behave.Chunk(0, "le", null) };
        await using var server = await StubServer.StartAsync(reset ? Behave.EventsThenReset(tokens) : Behave.Events(tokens), Behave.Answer("no"));
        using var endpoint = new ProviderEndpoint(server.Options);
        var texts = new List<string>();

        var failure = await Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var update in Microsoft.Extensions.AI.ChatClientExtensions.GetStreamingResponseAsync(endpoint.Open("demo"), "?")) { texts.Add(update.Text); }
        });

        Assert.Equal(ProviderFailure.CutOff, failure.Failure);
        Assert.Equal(["comp", "le"], texts);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_body_that_breaks_in_the_middle_is_cut_off_and_not_asked_again()
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"choices\": [");
            await context.Response.Body.FlushAsync();
            await Task.Delay(50);
            context.Abort();
        });

        Assert.Equal(ProviderFailure.CutOff, (await Asking.FailAsync(server.Options, stream: false)).Failure);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Hanging_times_out_by_the_limit_that_it_hangs_in()
    {
        var first = new[] { Behave.Chunk(0, "comp", null) };
        Func<HttpContext, JsonNode, Task> drip = async (context, _) =>
        {
            Behave.StartStream(context);
            while (true)
            {
                await Behave.Event(context, Behave.Chunk(0, "x", null));
                await Task.Delay(50, context.RequestAborted);
            }
        };
        var limits = new EndpointOptions
        {
            FirstTokenTimeout = TimeSpan.FromSeconds(0.4),
            BetweenTokensTimeout = TimeSpan.FromSeconds(0.3),
            TotalTimeout = TimeSpan.FromSeconds(0.8),
        };

        await TimesOut(Behave.Hang, stream: true, "lab timed out: its first token took longer than 0.4 s");
        await TimesOut(Behave.EventsThenHang(Behave.Chunk(0, "", null)), stream: true, "lab timed out: its first token took longer than 0.4 s");
        await TimesOut(Behave.EventsThenHang(first), stream: true, "lab timed out: its next token took longer than 0.3 s");
        await TimesOut(drip, stream: true, "lab timed out: its whole answer took longer than 0.8 s");
        await TimesOut(Behave.Hang, stream: false, "lab timed out: its whole answer took longer than 0.8 s");
        await TimesOut(Behave.EventsThenHang(), stream: false, "lab timed out: its whole answer took longer than 0.8 s");

        async Task TimesOut(Func<HttpContext, JsonNode, Task> behaviour, bool stream, string message)
        {
            await using var server = await StubServer.StartAsync(behaviour);
            var failure = await Asking.FailAsync(limits with { Name = "lab", Url = server.Url }, stream);
            Assert.Equal((ProviderFailure.TimedOut, message), (failure.Failure, failure.Message));
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task Models_that_cannot_be_listed_are_a_failure_with_a_remedy()
    {
        await Fails(Behave.Status(404), ProviderFailure.Rejected, "as Models");
        await Fails(Behave.Status(401), ProviderFailure.Unauthorized, "ApiKeyVariable");
        await Fails(Behave.Status(503), ProviderFailure.ServerError, "Try again");
        await Fails(Behave.Reset, ProviderFailure.Unreachable, "its server runs");
        await Fails(Behave.Body("application/json", "{\"data\": [7]}"), ProviderFailure.InvalidResponse, "/v1");
        await Fails(Behave.Body("text/html", "<html>"), ProviderFailure.InvalidResponse, "/v1");
        await Fails(Behave.HundredMegabytes(200, "application/json"), ProviderFailure.InvalidResponse, "/v1");
        await Fails(Behave.Hang, ProviderFailure.TimedOut, "time limits");

        static async Task Fails(Func<HttpContext, JsonNode, Task> behaviour, ProviderFailure expected, string remedy)
        {
            await using var server = await StubServer.StartAsync(behaviour);
            using var endpoint = new ProviderEndpoint(server.Options with { TotalTimeout = TimeSpan.FromSeconds(2) });
            var failure = await Assert.ThrowsAsync<ProviderException>(() => endpoint.ModelsAsync().WaitAsync(TimeSpan.FromSeconds(3)));
            Assert.Equal(expected, failure.Failure);
            Assert.Contains(remedy, failure.Remedy, StringComparison.Ordinal);
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task An_event_of_many_lines_without_end_is_not_read()
    {
        var line = $"data: {new string('x', 1000)}\n";
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            Behave.StartStream(context);
            for (var i = 0; i < 100_000; i++) { await context.Response.WriteAsync(line, context.RequestAborted); }
        });

        Assert.Equal(ProviderFailure.InvalidResponse, (await Asking.FailAsync(server.Options, stream: true)).Failure);
        await server.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(200, "application/json", ProviderFailure.InvalidResponse)]
    [InlineData(200, "text/event-stream", ProviderFailure.InvalidResponse)]
    [InlineData(200, "text/html", ProviderFailure.InvalidResponse)]
    [InlineData(501, "application/json", ProviderFailure.ServerError)]
    public async Task A_hundred_megabytes_are_not_read(int status, string type, ProviderFailure expected)
    {
        await using var server = await StubServer.StartAsync(Behave.HundredMegabytes(status, type));

        Assert.Equal(expected, (await Asking.FailAsync(server.Options, stream: true)).Failure);

        await server.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(5));        // in the middle of the body
        Assert.Single(server.Requests);
    }
}
