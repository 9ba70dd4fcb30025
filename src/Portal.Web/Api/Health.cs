using Microsoft.EntityFrameworkCore;
using Portal.Runs;
using Portal.Web.Hosting;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>One thing that a turn needs.</summary>
/// <param name="Detail">What there is, or what is wrong.</param>
public sealed record HealthPart(bool Ok, string Detail);

/// <summary>Whether a turn can be served.</summary>
public sealed record Health(bool Healthy, HealthPart Store, HealthPart Survey, HealthPart Probes, HealthPart Model)
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/healthz", async (
            IDbContextFactory<PortalDb> databases, SurveyLibrary library, ModelDirectory models, LocalModelHost host, CancellationToken cancellation) =>
        {
            var health = await CheckAsync(databases, library, models, host, cancellation);
            return TypedResults.Json(health, statusCode: health.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        })
        .WithTags("Health")
        .WithName("health")
        .WithSummary("Whether a turn can be served")
        .Produces<Health>()
        .Produces<Health>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Health> CheckAsync(
        IDbContextFactory<PortalDb> databases, SurveyLibrary library, ModelDirectory models, LocalModelHost host, CancellationToken cancellation)
    {
        var store = await StoreAsync(databases, cancellation);
        var survey = new HealthPart(true, $"{library.Survey.Countries.Count} countries, version {library.Version}");
        var probes = new HealthPart(library.Languages.Count > 0, library.Languages.Count > 0 ? string.Join(", ", library.Languages) : "no probe file in data/probes/wvs7; restore it");
        var model = await ModelAsync(models, host, cancellation);
        return new Health(store.Ok && probes.Ok && model.Ok, store, survey, probes, model);
    }

    private static async Task<HealthPart> StoreAsync(IDbContextFactory<PortalDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        try { return new HealthPart(true, $"{await db.Turns.CountAsync(cancellation)} turns"); }
        catch (System.Data.Common.DbException error) { return new HealthPart(false, error.Message); }
    }

    private static async Task<HealthPart> ModelAsync(ModelDirectory models, LocalModelHost host, CancellationToken cancellation)
    {
        if (host.Problem is { } problem) { return new HealthPart(false, problem); }
        var list = await models.ListAsync(cancellation);
        return list.Models.Count > 0
            ? new HealthPart(true, $"{list.Models.Count} models; {list.Models[0].Id} first")
            : new HealthPart(false, string.Join("; ", list.Endpoints.Select(endpoint => endpoint.Problem).Append("no model is on offer")));
    }
}
