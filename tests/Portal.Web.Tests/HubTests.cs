using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.StubHost;

namespace Portal.Web.Tests;

public sealed class HubTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    [Fact]
    public async Task A_plain_client_starts_a_turn_and_streams_the_lines_that_the_HTTP_interface_gives()
    {
        var portal = shared.With(StubAnswers.Alternating());
        await using var hub = await HubClient.ConnectAsync(portal.Http.BaseAddress!);

        var id = (await hub.InvokeAsync("Start", PortalUnderTest.Religion())).GetString()!;
        var lines = await hub.StreamAsync("Watch", id, 0);

        using var response = await portal.Http.GetAsync($"/api/playground/{id}/lines");
        var overHttp = await response.LinesAsync().ToListAsync();
        Assert.Equal(["turn", "draw", "summary"], lines.Select(line => line.Type()).Where(type => type != "state").Distinct());
        Assert.Equal(20, lines.Draws().Count);
        Assert.Equal(overHttp.Draws().Select(draw => draw.GetRawText()), lines.Draws().Select(draw => draw.GetRawText()));
        Assert.Equal(overHttp[^1].GetRawText(), lines[^1].GetRawText());
        Assert.Equal([19, 20], (await hub.StreamAsync("Watch", id, 18)).Draws().Select(draw => draw.Number("order")));
    }

    [Fact]
    public async Task A_plain_client_stops_a_turn()
    {
        using var released = new SemaphoreSlim(0);
        await using var hub = await HubClient.ConnectAsync(shared.With(StubAnswers.When(released)).Http.BaseAddress!);
        var id = (await hub.InvokeAsync("Start", PortalUnderTest.Religion())).GetString()!;

        await hub.InvokeAsync("Stop", id);

        Assert.Equal("stopped", (await hub.StreamAsync("Watch", id, 0))[^1].Text("state"));
    }

    [Fact]
    public async Task A_plain_client_is_told_what_is_wrong()
    {
        await using var hub = await HubClient.ConnectAsync(shared.Portal.Http.BaseAddress!);

        var request = await Assert.ThrowsAsync<HubError>(() => hub.InvokeAsync("Start", new { country = "PKA", probe = "Q6" }));
        var turn = await Assert.ThrowsAsync<HubError>(() => hub.StreamAsync("Watch", "aaaaaaaaaaaa", 0));

        Assert.Contains("did you mean PAK (Pakistan)?", request.Message, StringComparison.Ordinal);
        Assert.Contains("there is no turn aaaaaaaaaaaa", turn.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, object?[], string> Mistakes => new()
    {
        { "Start", [new { contry = "PAK", probe = "Q6" }], "contry is not a field of a request; did you mean country?" },
        { "Start", [new { country = "PAK", probe = "Q6", demonstrations = "5" }], "demonstrations is \"5\"; give a whole number" },
        { "Start", [], "body is not a JSON object" },
        { "Start", [null], "body is not a JSON object" },
        { "Stop", [], "id is missing" },
        { "Stop", [null], "id is missing" },
        { "Stop", [5], "there is no turn 5" },
        { "Stop", ["aaaaaaaaaaaa"], "there is no turn aaaaaaaaaaaa" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_told_as_over_HTTP(string method, object?[] arguments, string message)
    {
        await using var hub = await HubClient.ConnectAsync(shared.Portal.Http.BaseAddress!);

        var error = await Assert.ThrowsAsync<HubError>(() => hub.InvokeAsync(method, arguments!));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_no_failure_in_the_log()
    {
        var log = new Recorder();
        await using var portal = await PortalUnderTest.StartAsync(adjust: services => services.AddSingleton<ILoggerProvider>(log));
        await using var hub = await HubClient.ConnectAsync(portal.Http.BaseAddress!);

        await Assert.ThrowsAsync<HubError>(() => hub.InvokeAsync("Start", new { contry = "PAK" }));
        await Assert.ThrowsAsync<HubError>(() => hub.StreamAsync("Watch", "aaaaaaaaaaaa"));

        Assert.Empty(log.Errors);
    }

    [Fact]
    public async Task A_stream_may_leave_out_where_to_begin()
    {
        await using var hub = await HubClient.ConnectAsync(shared.With(StubAnswers.Alternating()).Http.BaseAddress!);
        var id = (await hub.InvokeAsync("Start", PortalUnderTest.Religion())).GetString()!;

        Assert.Equal(20, (await hub.StreamAsync("Watch", id)).Draws().Count);
        Assert.Contains("after is \"x\"", (await Assert.ThrowsAsync<HubError>(() => hub.StreamAsync("Watch", id, "x"))).Message, StringComparison.Ordinal);
    }

    /// <summary>Keeps what is logged as an error.</summary>
    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) { Errors.Enqueue(formatter(state, exception)); }
        }

        public void Dispose() { }
    }

    private sealed class HubError(string message) : Exception(message);

    /// <summary>The SignalR JSON protocol over a WebSocket, as its specification has it: a record separator ends every message.</summary>
    private sealed class HubClient(ClientWebSocket socket) : IAsyncDisposable
    {
        private readonly Queue<JsonElement> _received = new();
        private readonly byte[] _buffer = new byte[64 * 1024];
        private string _partial = "";
        private int _calls;

        public static async Task<HubClient> ConnectAsync(Uri portal)
        {
            var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://{portal.Authority}/hubs/playground"), CancellationToken.None);
            var client = new HubClient(socket);
            await client.SendAsync(new { protocol = "json", version = 1 });
            Assert.Equal("{}", (await client.ReceiveAsync()).GetRawText());
            return client;
        }

        public async Task<JsonElement> InvokeAsync(string method, params object[] arguments) => (await CallAsync(1, method, arguments)).Result;

        public async Task<List<JsonElement>> StreamAsync(string method, params object[] arguments) => (await CallAsync(4, method, arguments)).Items;

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<(List<JsonElement> Items, JsonElement Result)> CallAsync(int type, string target, object[] arguments)
        {
            var call = $"{++_calls}";
            await SendAsync(new { type, invocationId = call, target, arguments });
            var items = new List<JsonElement>();
            while (true)
            {
                var message = await ReceiveAsync();
                if (message.TryGetProperty("invocationId", out var answered) && answered.GetString() == call)
                {
                    if (message.Number("type") == 2) { items.Add(message.GetProperty("item")); }
                    else if (message.TryGetProperty("error", out var error)) { throw new HubError(error.GetString()!); }
                    else { return (items, message.TryGetProperty("result", out var result) ? result : default); }
                }
            }
        }

        private Task SendAsync(object message) =>
            socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        private async Task<JsonElement> ReceiveAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (_received.Count == 0)
            {
                var part = await socket.ReceiveAsync(_buffer, patience.Token);
                var messages = (_partial + Encoding.UTF8.GetString(_buffer, 0, part.Count)).Split('\u001e');
                foreach (var message in messages[..^1]) { _received.Enqueue(JsonSerializer.Deserialize<JsonElement>(message)); }
                _partial = messages[^1];
            }
            return _received.Dequeue();
        }
    }
}
