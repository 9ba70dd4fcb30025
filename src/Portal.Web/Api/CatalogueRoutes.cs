using Portal.Core.Survey;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>What can be asked: models, countries, probes.</summary>
public static class CatalogueRoutes
{
    public static void MapCatalogues(this IEndpointRouteBuilder app)
    {
        var lists = app.MapGroup("/api").WithTags("Lists");

        lists.MapGet("/models", (ModelDirectory models, CancellationToken cancellation) => models.ListAsync(cancellation))
            .WithName("models")
            .WithSummary("The models on offer, and the endpoints that do not answer");

        lists.MapGet("/countries", (SurveyLibrary library) => library.Survey.Countries)
            .WithName("countries")
            .WithSummary("The surveyed countries");

        lists.MapGet("/probes", (SurveyLibrary library, string? language) =>
                library.Find(language ?? TurnComposer.DefaultLanguage)?.Probes.ToList() ?? throw NoLanguage(language!, library))
            .WithName("probes")
            .WithSummary("The probes of a language, in the survey's order")
            .Produces<List<Probe>>()
            .ProducesValidationProblem();
    }

    private static PlaygroundRequestException NoLanguage(string language, SurveyLibrary library) =>
        new(new Dictionary<string, string[]> { ["language"] = [$"no probes in \"{language}\"; choose one of {string.Join(", ", library.Languages)}"] });
}
