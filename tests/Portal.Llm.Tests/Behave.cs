using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Portal.Llm.Tests;

/// <summary>How the stub server answers.</summary>
internal static class Behave
{
    /// <summary>A good answer in the form that was asked for, the same text for every choice.</summary>
    public static Task Answer(HttpContext context, JsonNode request, string text) => Answer(context, request, _ => text, Choices(request));

    public static Func<HttpContext, JsonNode, Task> Answer(string text) => (context, request) => Answer(context, request, text);

    public static async Task Answer(HttpContext context, JsonNode request, Func<int, string> text, int choices)
    {
        if (!IsStream(request))
        {
            await Body(context, 200, "application/json", Completion([.. Enumerable.Range(0, choices).Select(text)]));
            return;
        }

        StartStream(context);
        for (var choice = 0; choice < choices; choice++)
        {
            await Event(context, Chunk(choice, text(choice), null));
            await Event(context, Chunk(choice, "", "stop"));
        }

        await Event(context, "[DONE]");
    }

    public static Func<HttpContext, JsonNode, Task> Status(int status, string body = "", string? retryAfter = null, string type = "application/json") =>
        (context, _) =>
        {
            if (retryAfter is not null) { context.Response.Headers.RetryAfter = retryAfter; }
            return Body(context, status, type, body);
        };

    public static Func<HttpContext, JsonNode, Task> Body(string type, string body) => (context, _) => Body(context, 200, type, body);

    /// <summary>These events, then an orderly end.</summary>
    public static Func<HttpContext, JsonNode, Task> Events(params string[] events) => async (context, _) =>
    {
        StartStream(context);
        foreach (var data in events) { await Event(context, data); }
    };

    /// <summary>These events, then the connection is reset.</summary>
    public static Func<HttpContext, JsonNode, Task> EventsThenReset(params string[] events) => async (context, _) =>
    {
        StartStream(context);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        foreach (var data in events) { await Event(context, data); }
        await Task.Delay(50, context.RequestAborted);       // what is sent before a reset may be lost with it
        context.Abort();
    };

    /// <summary>These events, then silence until the client leaves.</summary>
    public static Func<HttpContext, JsonNode, Task> EventsThenHang(params string[] events) => async (context, request) =>
    {
        StartStream(context);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        foreach (var data in events) { await Event(context, data); }
        await Hang(context, request);
    };

    public static Task Hang(HttpContext context, JsonNode request) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    public static Task Reset(HttpContext context, JsonNode request)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>A body of 100 MB, sent so that the server can notice when the client leaves.</summary>
    public static Func<HttpContext, JsonNode, Task> HundredMegabytes(int status, string type) => async (context, _) =>
    {
        var block = Encoding.ASCII.GetBytes(new string('x', 1 << 17));
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        for (var bytes = 0; bytes < 100_000_000; bytes += block.Length)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
            await Task.Delay(1, context.RequestAborted);
        }
    };

    public static bool IsStream(JsonNode request) => request["stream"]?.GetValue<bool>() == true;

    public static int Choices(JsonNode request) => request["n"]?.GetValue<int>() ?? 1;

    public static string Chunk(int choice, string text, string? finish) => new JsonObject
    {
        ["object"] = "chat.completion.chunk",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = choice, ["delta"] = new JsonObject { ["content"] = text }, ["finish_reason"] = finish }),
    }.ToJsonString();

    public static string Completion(params string[] texts) => new JsonObject
    {
        ["object"] = "chat.completion",
        ["choices"] = new JsonArray([.. texts.Select((text, i) => new JsonObject
        {
            ["index"] = i,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            ["finish_reason"] = "stop",
        })]),
    }.ToJsonString();

    public static void StartStream(HttpContext context) => context.Response.ContentType = "text/event-stream";

    /// <summary>One event; text that begins with a colon is sent as the comment that it is.</summary>
    public static async Task Event(HttpContext context, string data)
    {
        await context.Response.WriteAsync(data.StartsWith(':') ? $"{data}\n\n" : $"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task Body(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
