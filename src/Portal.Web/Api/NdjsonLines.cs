using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>Sends lines as newline-delimited JSON, each as soon as it is there.</summary>
public sealed class NdjsonLines(IAsyncEnumerable<PlaygroundLine> lines) : IResult
{
    public const string ContentType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var (response, left) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";        // a proxy that collects the stream would hide the draws until the end
        try
        {
            await foreach (var line in lines.WithCancellation(left))
            {
                await JsonSerializer.SerializeAsync(response.Body, line, json, left);
                await response.Body.WriteAsync("\n"u8.ToArray(), left);
                await response.Body.FlushAsync(left);
            }
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested) { }       // the reader left; the turn goes on
    }
}
