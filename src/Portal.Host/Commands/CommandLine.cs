using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Llm.Endpoints;
using Portal.Models.Tokenizers;

namespace Portal.Host.Commands;

/// <summary>All commands, and what a failure looks like: a message on standard error, nothing on standard output, exit code 1.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="output">Receives what the command prints, once it has succeeded.</param>
    /// <param name="error">Receives messages.</param>
    /// <returns>The exit code: 0 success, 1 failure, 130 interrupted</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });        // a text may begin with @
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var problem in parsed.Errors) { await error.WriteLineAsync(problem.Message); }
            await error.WriteLineAsync($"{string.Join(' ', Path(parsed).Prepend("Portal.Host"))} --help lists what there is");
            return 1;
        }
        using var printed = new StringWriter();
        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = printed, Error = error });
            await output.WriteAsync(printed.ToString());
            return code;
        }
        catch (OperationCanceledException)
        {
            return 130;     // as a shell reports it
        }
        catch (ProviderException failure)
        {
            await error.WriteLineAsync($"{failure.Message}. {failure.Remedy}");
            return 1;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SurveyException or SelectionException or SocketException or ArgumentException or ChatTemplateException
            or ExternalException or DllNotFoundException)
        {
            await error.WriteLineAsync(failure.Message);      // it names the file, field or option and the remedy
            return 1;
        }
    }

    private static RootCommand Create() => new("Portal.Host: owns the device; serves local models, computes with them on the command line, and trains the bundled one.")
    {
        ServeCommand.Create(),
        StudyCommand.Create(),
        TrainDemoCommand.Create(),
        ModelsCommand.Create(),
        TokenizeCommand.Create(),
        LogitsCommand.Create(),
        FillMaskCommand.Create(),
        GenerateCommand.Create(),
        ScoreCommand.Create(),
        SurveyCommand.Create(),
    };

    private static Stack<string> Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is System.CommandLine.Parsing.CommandResult command && command.Command is not RootCommand; at = at.Parent)
        {
            names.Push(command.Command.Name);
        }
        return names;
    }
}
