using System.Text.Json;
using Portal.Host.Commands;

namespace Portal.Host.Tests.Commands;

/// <summary>One command line and what it printed.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    public static async Task<CommandRun> Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The JSON lines of a command that must succeed.</summary>
    public static async Task<List<JsonElement>> Json(params string[] arguments)
    {
        var options = Array.FindIndex(arguments, argument => argument.StartsWith("--", StringComparison.Ordinal));
        var run = await Of([.. arguments[..options], "--json", .. arguments[options..]]);
        Assert.True(run.Code == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public void Refused(string message)
    {
        Assert.Equal(1, Code);
        Assert.Equal("", Output);
        Assert.Contains(message, Error, StringComparison.Ordinal);
    }
}
