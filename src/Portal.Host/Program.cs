using System.CommandLine;
using System.Net.Sockets;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Host.Commands;
using Portal.Llm.Endpoints;

var root = new RootCommand("Portal.Host: owns the device; serves local models and trains the bundled one.")
{
    ServeCommand.Create(),
    StudyCommand.Create(),
    TrainDemoCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return 130;     // interrupted, as a shell reports it
}
catch (ProviderException failure)
{
    await Console.Error.WriteLineAsync($"{failure.Message}. {failure.Remedy}");
    return 1;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or SurveyException or SelectionException or SocketException or ArgumentException)
{
    await Console.Error.WriteLineAsync(error.Message);      // the message names the file, field or option and the remedy
    return 1;
}
