namespace Portal.Web.Api;

/// <summary>Requests below <c>/api</c> that no route takes: without this the page for unknown addresses would answer a script.</summary>
internal static class UnknownRoutes
{
    public static void MapUnknown(this IEndpointRouteBuilder routes) =>
        routes.Map("/api/{**path}", (HttpRequest request) => TypedResults.StatusCode(
            HttpMethods.IsPost(request.Method) && request.ContentType is not null && !request.HasJsonContentType()
                ? StatusCodes.Status415UnsupportedMediaType
                : StatusCodes.Status404NotFound)).ExcludeFromDescription();
}
