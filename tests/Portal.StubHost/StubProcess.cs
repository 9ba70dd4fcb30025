using System.Globalization;

namespace Portal.StubHost;

/// <summary>Stands in for the local model host: announces where it listens, answers, and ends with its standard input.</summary>
internal static class StubProcess
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("fail"))
        {
            await Console.Error.WriteLineAsync("the checkpoint data/models/demo is damaged");
            return 3;
        }
        if (args.Contains("silent")) { await Task.Delay(Timeout.Infinite); }
        if (args is [.., "after", var file])
        {
            while (!File.Exists(file)) { await Task.Delay(50); }
        }
        await using var model = await StubModel.StartAsync();
        var pace = int.Parse(Environment.GetEnvironmentVariable("STUB_PACE") ?? "0", CultureInfo.InvariantCulture);
        model.Answer = StubAnswers.Alternating(TimeSpan.FromMilliseconds(pace));
        model.Problem = Environment.GetEnvironmentVariable("STUB_PROBLEM");
        model.IsLazy = Environment.GetEnvironmentVariable("STUB_LAZY") is not null;
        model.Models = Environment.GetEnvironmentVariable("STUB_MODELS")?.Split(' ') ?? model.Models;
        await Console.Error.WriteLineAsync("info: Microsoft.Hosting.Lifetime[0]\n      Content root path: /somewhere");
        Console.WriteLine($$"""{"listening":"http://{{model.Address.Authority}}"}""");
        while (await Console.In.ReadLineAsync() is not null) { }
        return 0;
    }
}
