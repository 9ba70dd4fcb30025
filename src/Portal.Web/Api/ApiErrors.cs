using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Portal.Runs;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>Answers errors of the HTTP interface as problem details (RFC 9457): what is wrong, where, and what to do.</summary>
public sealed class ApiErrors(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments("/api") || Problem(exception, httpContext.Request) is not { } problem) { return false; }
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (exception is PlaygroundFullException) { httpContext.Response.Headers.RetryAfter = "10"; }
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails? Problem(Exception exception, HttpRequest request) => exception switch
    {
        PlaygroundRequestException wrong => Invalid(wrong),
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } when request.Query.TryGetValue("after", out var after) =>
            Invalid(new PlaygroundRequestException(new Dictionary<string, string[]> { ["after"] = [$"is \"{after}\"; give the order of the last draw that you have, 0 for all"] })),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            Plain(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {PlaygroundRoutes.LongestRequest / 1024} kB; shorten the question."),
        BadHttpRequestException bad => Plain(bad.StatusCode, bad.Message),
        TurnNotFoundException => Plain(StatusCodes.Status404NotFound, exception.Message),
        ExplanationException => Plain(StatusCodes.Status409Conflict, exception.Message),
        PlaygroundFullException or StoreException => Plain(StatusCodes.Status503ServiceUnavailable, exception.Message),
        _ => null,
    };

    private static HttpValidationProblemDetails Invalid(PlaygroundRequestException wrong) => new(wrong.Errors.ToDictionary())
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "The request cannot be asked as it stands.",
        Detail = wrong.Message,
    };

    private static ProblemDetails Plain(int status, string detail) => new() { Status = status, Detail = detail };
}
