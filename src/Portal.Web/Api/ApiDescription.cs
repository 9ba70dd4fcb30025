using Microsoft.OpenApi;

namespace Portal.Web.Api;

/// <summary>The head of the OpenAPI document.</summary>
public static class ApiDescription
{
    private const string Description = """
        Ask language models the probes of the World Values Survey, zero-shot and with demonstrations of a country's majority answers.

        `POST /api/playground` streams newline-delimited JSON. A turn is stored as it goes; its id finds it again, also at `/p/{id}` in a browser.

        The SignalR hub `/hubs/playground` gives the same to browsers: `Start(request)` answers with the turn's id, `Watch(id, after)` streams the lines
        (`after`: the `order` of the last draw seen, 0 or nothing for all), `Stop(id)` keeps what has arrived.

        Errors are problem details (RFC 9457); a request that cannot be asked names every field in `errors`.
        """;

    public static Task Describe(OpenApiDocument document)
    {
        document.Info.Title = "Portal";
        document.Info.Description = Description;
        return Task.CompletedTask;
    }
}
