using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration.Json;

namespace Portal.Host.Serving;

/// <summary>The local models behind an address on loopback.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private const int LargestRequest = 1 << 20;
    private const long LargestEager = 1L << 30;     // bytes of weights: a larger model is opened when it is first asked
    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>Where it listens: <c>http://127.0.0.1:port</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    /// <summary>
    /// Loads the models of up to a gigabyte, then listens: their first answer is as fast as the next. A model that cannot be loaded is reported and answers
    /// with its error.
    /// </summary>
    /// <param name="folders">Checkpoint folder by model name.</param>
    /// <param name="port">0 takes a free one.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LocalServer> StartAsync(IReadOnlyDictionary<string, string> folders, int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // The settings file of the folder it is started in is the portal's, not this program's.
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        foreach (var file in sources.OfType<JsonConfigurationSource>().ToList()) { sources.Remove(file); }
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        // Standard output belongs to the command's own lines.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestRequest);
        builder.Services.AddSingleton(_ => new ModelCatalog(folders));
        builder.Services.AddSingleton<DeviceThread>();
        builder.Services.AddSingleton<ChatEndpoint>();
        var app = builder.Build();
        try
        {
            app.Use(RefuseOtherNames);
            app.Services.GetRequiredService<ChatEndpoint>().Map(app);
            app.MapGet("/healthz", () => Results.Ok());
            await LoadAsync(app.Services, cancellation);
            await app.StartAsync(cancellation);
            return new LocalServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task LoadAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var (catalog, device) = (services.GetRequiredService<ModelCatalog>(), services.GetRequiredService<DeviceThread>());
        foreach (var name in catalog.Names.Where(name => catalog.SizeOf(name) <= LargestEager))
        {
            await device.RunAsync(() => catalog.TryOpen(name), cancellation);
            if (catalog.ProblemOf(name) is { } problem) { await Console.Error.WriteLineAsync($"model '{name}' cannot be served: {problem}"); }
        }
    }

    /// <summary>A page of another site whose name has been pointed at this machine must not read answers.</summary>
    private static Task RefuseOtherNames(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Host.Host is "127.0.0.1" or "localhost" or "[::1]") { return next(http); }
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return http.Response.WriteAsync("ask for 127.0.0.1 or localhost");
    }
}
