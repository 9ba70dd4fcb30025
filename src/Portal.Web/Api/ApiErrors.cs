using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Portal.Core;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>Answers errors of the HTTP interface as problem details (RFC 9457): what is wrong, where, and what to do.</summary>
public sealed class ApiErrors(IProblemDetailsService problems) : IExceptionHandler
{
    private static Dictionary<string, string[]> NoObject => new() { ["body"] = ["is not a JSON object; send one such as {\"country\":\"PAK\",\"probe\":\"Q6\"}"] };

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments("/api") || Problem(exception) is not { } problem) { return false; }
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (exception is PlaygroundFullException) { httpContext.Response.Headers.RetryAfter = "10"; }
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails? Problem(Exception exception) => exception switch
    {
        PlaygroundRequestException request => Invalid(request.Errors),
        BadHttpRequestException { InnerException: JsonException json } => Invalid(Errors(json)),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } => Invalid(NoObject),       // no body, or null
        BadHttpRequestException bad => Plain(bad.StatusCode, bad.Message),
        TurnNotFoundException => Plain(StatusCodes.Status404NotFound, exception.Message),
        ExplanationException => Plain(StatusCodes.Status409Conflict, exception.Message),
        PlaygroundFullException or StoreException => Plain(StatusCodes.Status503ServiceUnavailable, exception.Message),
        _ => null,
    };

    private static HttpValidationProblemDetails Invalid(IReadOnlyDictionary<string, string[]> errors) => new(errors.ToDictionary())
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request cannot be asked as it stands.",
        Detail = string.Join("; ", errors.SelectMany(field => field.Value.Select(error => $"{field.Key} {error}"))),
    };

    private static ProblemDetails Plain(int status, string detail) => new() { Status = status, Detail = detail };

    /// <summary>The serializer's words name types of ours; these name the field.</summary>
    private static Dictionary<string, string[]> Errors(JsonException error)
    {
        var path = (error.Path ?? "$").TrimStart('$', '.');
        if (path.Length == 0 || path[0] == '[') { return NoObject; }
        var known = path.Contains('.', StringComparison.Ordinal) ? Fields<PlaygroundQuestion>() : Fields<PlaygroundRequest>();
        var field = path[(path.LastIndexOf('.') + 1)..];
        return new()
        {
            [path] = [known.Contains(field)
                ? $"has a value of the wrong kind{Place(error)}"
                : $"is not a field of a request{Suggestion.Question(Suggestion.For(field, known))}; the fields are {string.Join(", ", known)}"],
        };
    }

    private static string[] Fields<T>() => [.. typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    private static string Place(JsonException error) => error.LineNumber is { } line ? $" (line {line + 1})" : "";
}
