namespace Portal.Web.Hosting;

/// <summary>What browsers may do with the portal: run its own scripts only, and let no other site speak to it in a reader's name.</summary>
public static class BrowserBorder
{
    // Scripts and styles come from files of ours only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>Of charts that other sites show in a frame: no script, nothing from elsewhere, and one style.</summary>
    /// <param name="style">The style's hash, as a source.</param>
    public static string PolicyOfEmbeds(string style) => $"default-src 'none'; style-src {style}; base-uri 'self'; form-action 'none'; frame-ancestors *";

    /// <summary>Of pictures that are opened as a page: one style and nothing else.</summary>
    /// <param name="style">The style's hash, as a source.</param>
    public static string PolicyOfPictures(string style) => $"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void UseBrowserBorder(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return IsOfAnotherSite(context.Request) ? RefuseAsync(context) : next(context);
    });

    /// <summary>Answers HEAD for pages as GET, whose body the server leaves out then; programs that check links ask so. It must stand before routing.</summary>
    public static void UseHeadOfPages(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/hubs"))
        {
            context.Request.Method = HttpMethods.Get;
        }
        return next(context);
    });

    /// <summary>A page of another site calls: browsers say so in <c>Origin</c>, also where a WebSocket passes every other check.</summary>
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var site) && site.Authority == new Uri($"{request.Scheme}://{request.Host}").Authority);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This portal answers its own pages and programs, not pages of other sites.");
    }
}
