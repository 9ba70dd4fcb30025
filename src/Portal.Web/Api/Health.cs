using Microsoft.EntityFrameworkCore;
using Portal.Runs;
using Portal.Web.Hosting;
using Portal.Web.Playground;

namespace Portal.Web.Api;

/// <summary>One thing that a turn needs.</summary>
/// <param name="Detail">What there is, or what is wrong.</param>
public sealed record HealthPart(bool Ok, string Detail);

/// <summary>Whether a turn can be served.</summary>
/// <param name="Model">Whether there is a model that can be asked.</param>
/// <param name="Host">The local model host; when it does not answer but other models can be asked, the portal serves with fewer.</param>
public sealed record Health(bool Healthy, HealthPart Store, HealthPart Survey, HealthPart Probes, HealthPart Model, HealthPart Host)
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/healthz", async (
            IDbContextFactory<PortalDb> databases, StoreHealth writing, SurveyLibrary library, ModelDirectory models, LocalModelHost host, CancellationToken cancellation) =>
        {
            var health = await CheckAsync(databases, writing, library, models, host, cancellation);
            return TypedResults.Json(health, statusCode: health.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        })
        .WithTags("Health")
        .WithName("health")
        .WithSummary("Whether a turn can be served")
        .Produces<Health>()
        .Produces<Health>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Health> CheckAsync(
        IDbContextFactory<PortalDb> databases, StoreHealth writing, SurveyLibrary library, ModelDirectory models, LocalModelHost host, CancellationToken cancellation)
    {
        var store = await StoreAsync(databases, writing, cancellation);
        var survey = new HealthPart(true, $"{library.Survey.Countries.Count} countries, version {library.Version}");
        var probes = new HealthPart(library.Languages.Count > 0, library.Languages.Count > 0 ? string.Join(", ", library.Languages) : "no probe file in data/probes/wvs7; restore it");
        var model = await ModelAsync(models, host, cancellation);
        return new Health(store.Ok && probes.Ok && model.Ok, store, survey, probes, model, new HealthPart(host.Problem is null, host.Problem ?? Phase(host.Status)));
    }

    private static async Task<HealthPart> StoreAsync(IDbContextFactory<PortalDb> databases, StoreHealth writing, CancellationToken cancellation)
    {
        if (await writing.ProblemAsync(databases, cancellation) is { } problem) { return new HealthPart(false, problem); }
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            return new HealthPart(true, $"{await db.Turns.CountAsync(cancellation)} turns");
        }
        catch (StoreException error) { return new HealthPart(false, error.Message); }
    }

    private static async Task<HealthPart> ModelAsync(ModelDirectory models, LocalModelHost host, CancellationToken cancellation)
    {
        var list = await models.ListAsync(cancellation);
        var usable = list.Models.Where(model => model.Problem is null && !(host.Problem is not null && LocalModelHost.IsNamed(model.Endpoint))).ToList();
        return usable.Count > 0
            ? new HealthPart(true, $"{usable.Count} models; {usable[0].Id} first")
            : new HealthPart(false, string.Join("; ", list.Endpoints.Select(endpoint => endpoint.Problem).Prepend(host.Problem).OfType<string>().Distinct().Append("no model can be asked")));
    }

    private static string Phase(HostStatus status) => status.Phase == HostPhase.Off ? "turned off" : $"answers at {status.Address}";
}
