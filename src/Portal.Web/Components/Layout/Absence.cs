namespace Portal.Web.Components.Layout;

/// <summary>Pages about something that is not there.</summary>
internal static class Absence
{
    /// <summary>
    /// Sends the page that is being rendered with status 404. The status is set when the response starts: a page whose status is 404 before is
    /// not sent at all.
    /// </summary>
    /// <param name="context">The request; <see langword="null"/> once the page is live, where there is no status to set.</param>
    public static void AnswerNotFound(this HttpContext? context) => context?.Response.OnStarting(() =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
