using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.SignalR.Protocol;
using Portal.Llm.Endpoints;
using Portal.Runs;
using Portal.Runs.Turns;
using Portal.Web;
using Portal.Web.Api;
using Portal.Web.Charts.Export;
using Portal.Web.Charts.Maps;
using Portal.Web.Components;
using Portal.Web.Countries;
using Portal.Web.Hosting;
using Portal.Web.Playground;

var root = PortalRoot.Find();
var starting = true;
var addresses = "the address";
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        ApplicationName = typeof(PortalRoot).Assembly.GetName().Name,
        ContentRootPath = root.Path,
        WebRootPath = root.Combine("wwwroot"),
    });
    var (configuration, services) = (builder.Configuration, builder.Services);
    addresses = configuration["urls"] ?? addresses;
    SettingsCheck.ThrowIfFaulty(configuration);

    // A failed start is told in one line below, not by the framework's stack traces.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => !starting && level >= LogLevel.Information);
    builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => !starting && level >= LogLevel.Warning);
    builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);      // PlaygroundHub logs its own failures

    // The store and the survey; opened below, before anything listens, so that a portal that answers can serve.
    var storePath = root.Combine((configuration.GetSection(StoreOptions.Section).Get<StoreOptions>() ?? new()).Path);
    services.AddSingleton(root);
    services.AddSingleton(_ => StoreLock.Take(storePath));
    services.AddStore(storePath);
    services.AddSingleton(_ => SurveyLibrary.Load(root));

    // Charts.
    services.AddSingleton(_ => WorldMap.Load(root));
    services.AddSingleton(_ => ChartStyle.Load(root));
    services.AddSingleton<SurveyFigures>();

    // Models: one local host of our own, and the configured endpoints.
    var endpoints = configuration.GetSection(EndpointOptions.Section).GetChildren().Select(entry => (entry.Path, Options: entry.Get<EndpointOptions>() ?? new())).ToList();
    if (EndpointCatalog.Repeated(endpoints).FirstOrDefault() is { } repeated) { throw new EndpointConfigurationException(repeated); }
    var host = configuration.GetSection(ModelHostOptions.Section).Get<ModelHostOptions>() ?? new();
    services.AddSingleton(host);
    services.AddSingleton(LocalModelHost.Settings(host, endpoints));
    services.AddSingleton(EndpointCatalog.Of([.. endpoints.Where(entry => !LocalModelHost.IsNamed(entry.Options.Name) || (!host.Local && entry.Options.Url.Length > 0))]));
    services.AddSingleton<LocalModelHost>();
    services.AddHostedService(provider => provider.GetRequiredService<LocalModelHost>());
    services.AddSingleton<ModelDirectory>();

    // The playground: request, engine, store, event, reader.
    services.AddSingleton(PlaygroundOptions.Read(configuration));
    services.AddSingleton<TurnEvents>();
    services.AddSingleton<TurnComposer>();
    services.AddSingleton<TurnRunner>();
    services.AddSingleton<TurnSchedule>();
    services.AddHostedService(provider => provider.GetRequiredService<TurnSchedule>());
    services.AddSingleton<PlaygroundEngine>();

    // Pages, HTTP interface and hub.
    services.AddRazorComponents().AddInteractiveServerComponents();
    services.AddSignalR();
    services.AddSingleton<IHubProtocol, HubArguments>();        // takes the place of the JSON protocol, whose name it has
    services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
    });
    services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    services.AddProblemDetails();
    services.AddExceptionHandler<ApiErrors>();
    services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) => ApiDescription.Describe(document)));
    services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(Path.GetDirectoryName(storePath)!, "keys")));

    await using var app = builder.Build();
    _ = app.Services.GetRequiredService<StoreLock>();           // held until the portal ends
    Store.Prepare(storePath);
    _ = app.Services.GetRequiredService<SurveyLibrary>();       // read now: a portal with damaged figures does not start
    app.UseBrowserBorder();
    app.UseHeadOfPages();
    app.UseExceptionHandler();
    app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());       // problem details, never an empty answer
    app.UseStaticFiles();
    app.UseRouting();
    app.UseAntiforgery();
    app.MapOpenApi();
    app.MapPlayground();
    app.MapTurnCsv();
    app.MapCatalogues();
    app.MapCountryPages();
    app.MapUnknown();
    app.MapHub<PlaygroundHub>(PlaygroundHub.Route);
    Health.Map(app);
    app.MapRazorComponents<App>().AddInteractiveServerRenderMode(pages => pages.ContentSecurityFrameAncestorsPolicy = null);      // BrowserBorder sets it

    try { await app.StartAsync(); }
    catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        await app.StopAsync();      // told to end while it started
        return 0;
    }
    starting = false;
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (starting && StartupFailure.Explain(error, addresses) is { } reason)
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}
