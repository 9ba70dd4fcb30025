using System.CommandLine;
using System.Text.Json;
using Portal.Host.Serving;

namespace Portal.Host.Commands;

/// <summary><c>Portal.Host serve</c>: local models behind an OpenAI-compatible address on loopback.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on loopback; 0 takes a free one." };
        var models = ModelFolders.Directory();
        var model = ModelFolders.Named();
        var untilInputEnds = new Option<bool>("--until-input-ends") { Description = "Stop when standard input is closed: a parent that dies takes this process with it." };
        var command = new Command("serve", "Serve local models at /v1/models and /v1/chat/completions.") { port, models, model, untilInputEnds };
        command.SetAction((arguments, cancellation) => ServeAsync(
            arguments.GetValue(port), ModelFolders.Find(arguments.GetValue(models)!, arguments.GetValue(model) ?? []), arguments.GetValue(untilInputEnds), cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(int port, IReadOnlyDictionary<string, string> folders, bool untilInputEnds, CancellationToken cancellation)
    {
        await using var server = await LocalServer.StartAsync(folders, port, cancellation);
        Console.WriteLine(JsonSerializer.Serialize(new { listening = server.Address }));
        var inputEnds = untilInputEnds ? StopWhenInputEndsAsync(server.Lifetime) : Task.CompletedTask;
        await server.WaitAsync(cancellation);
        if (inputEnds.IsCompleted) { await inputEnds; }
        return 0;
    }

    private static async Task StopWhenInputEndsAsync(IHostApplicationLifetime lifetime)
    {
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        lifetime.StopApplication();
    }
}
