using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Portal.Host.Serving;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host serve</c>: local models behind an OpenAI-compatible address on loopback.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on loopback; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var models = new Option<string>("--models") { Description = "Folder whose subfolders are checkpoints.", DefaultValueFactory = _ => "data/models" };
        var model = new Option<string[]>("--model") { Description = "Another checkpoint: name=folder. May be repeated." };
        var untilInputEnds = new Option<bool>("--until-input-ends") { Description = "Stop when standard input is closed: a parent that dies takes this process with it." };
        var command = new Command("serve", "Serve local models at /v1/models and /v1/chat/completions.") { port, models, model, untilInputEnds };
        command.SetAction((arguments, cancellation) => ServeAsync(
            arguments.GetValue(port), arguments.GetValue(models)!, arguments.GetValue(model) ?? [], arguments.GetValue(untilInputEnds), cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(int port, string directory, string[] named, bool untilInputEnds, CancellationToken cancellation)
    {
        var folders = new Dictionary<string, string>(ModelCatalog.Discover(directory), StringComparer.Ordinal);
        foreach (var entry in named)
        {
            if (entry.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } folder])
            {
                await Console.Error.WriteLineAsync($"--model {entry}: expected name=folder");
                return 2;
            }
            folders[name] = folder;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1 << 20);
        builder.Services.AddSingleton(new ModelCatalog(folders));
        builder.Services.AddSingleton<DeviceThread>();
        builder.Services.AddSingleton<ChatEndpoint>();
        await using var app = builder.Build();
        app.Services.GetRequiredService<ChatEndpoint>().Map(app);
        app.MapGet("/healthz", () => Results.Ok());
        await app.StartAsync(cancellation);
        // Models are loaded before the address is announced: the first answer is as fast as the next.
        await WarmUpAsync(app.Services, cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine(JsonSerializer.Serialize(new { listening = address }));
        if (untilInputEnds) { _ = StopWhenInputEndsAsync(app.Lifetime); }
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static async Task WarmUpAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var (catalog, device) = (services.GetRequiredService<ModelCatalog>(), services.GetRequiredService<DeviceThread>());
        foreach (var name in catalog.Names)
        {
            try
            {
                await device.RunAsync(() => catalog.Find(name), cancellation);
            }
            catch (IOException error)
            {
                await Console.Error.WriteLineAsync($"model '{name}' cannot be served: {error.Message}");
            }
        }
    }

    private static async Task StopWhenInputEndsAsync(IHostApplicationLifetime lifetime)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        lifetime.StopApplication();
    }
}
