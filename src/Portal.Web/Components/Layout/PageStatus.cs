namespace Portal.Web.Components.Layout;

/// <summary>The HTTP status of pages about something that is not there or went wrong.</summary>
internal static class PageStatus
{
    /// <summary>
    /// Sends the page that is being rendered with a status. It is set when the response starts: a page whose status is 404 before that is not sent
    /// at all.
    /// </summary>
    /// <param name="context">The request; <see langword="null"/> once the page is live, where there is no status to set.</param>
    /// <param name="status">The status.</param>
    public static void Answer(this HttpContext? context, int status) => context?.Response.OnStarting(() =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });
}
