using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Template;

namespace Portal.Web.Api;

/// <summary>Requests below <c>/api</c> that no route takes: without this the page for unknown addresses would answer a script.</summary>
internal static class UnknownRoutes
{
    private const string Pattern = "/api/{**path}";

    public static void MapUnknown(this IEndpointRouteBuilder routes) =>
        routes.Map(Pattern, (HttpRequest request, EndpointDataSource known) => Answer(request, known)).ExcludeFromDescription();

    private static ProblemHttpResult Answer(HttpRequest request, EndpointDataSource known)
    {
        var methods = known.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText is { } pattern && pattern != Pattern && pattern.StartsWith("/api/", StringComparison.Ordinal)
                && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(request.Path, []))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct().Order().ToList();
        if (methods.Count > 0 && !methods.Contains(request.Method))
        {
            request.HttpContext.Response.Headers.Allow = string.Join(", ", methods);
            return TypedResults.Problem($"{request.Path} takes {string.Join(" and ", methods)}, not {request.Method}.", statusCode: StatusCodes.Status405MethodNotAllowed);
        }
        if (methods.Count == 0 || request.ContentType is null)
        {
            return TypedResults.Problem($"There is nothing at {request.Path}; /openapi/v1.json describes what there is.", statusCode: StatusCodes.Status404NotFound);
        }
        return TypedResults.Problem($"The body is {request.ContentType}; send JSON with Content-Type: application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
    }
}
