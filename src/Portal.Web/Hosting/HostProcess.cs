using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Portal.Web.Hosting;

/// <summary>One life of the local model host: a child process that listens on loopback and ends with this one.</summary>
/// <remarks>Its standard input is a pipe that this process holds: when the portal ends, in whatever way, the pipe closes and the child leaves.</remarks>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);
    private static readonly string[] s_notes = ["trce: ", "dbug: ", "info: "];       // as .NET's console logger begins them; further lines of an entry are indented
    private readonly Process _process;
    private readonly ILogger _log;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private volatile string? _lastError;
    private bool _isNote;       // the line at hand belongs to a log entry below a warning

    private HostProcess(Process process, ILogger log)
    {
        (_process, _log) = (process, log);
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, ReadOutput), ReadAsync(process.StandardError, ReadError));
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <exception cref="HostUnavailableException">The program could not be started.</exception>
    public static HostProcess Start(string program, ModelHostOptions options, string root, ILogger log)
    {
        var start = new ProcessStartInfo(program, options.Arguments ?? ["serve", "--port", "0", "--until-input-ends"])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options.Environment) { start.Environment[name] = value; }
        try
        {
            return new HostProcess(Process.Start(start)!, log);
        }
        catch (Win32Exception error)
        {
            throw new HostUnavailableException($"{program} cannot be started: {error.Message}; check Host:Command", error);
        }
    }

    /// <summary>Waits for the address that the child announces.</summary>
    /// <exception cref="HostUnavailableException">It ended, or stayed silent for <paramref name="timeout"/>.</exception>
    public async Task<Uri> ListeningAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        waiting.CancelAfter(timeout);
        try
        {
            var ended = EndedAsync(waiting.Token);
            return await Task.WhenAny(_listening.Task, ended) == ended ? throw new HostUnavailableException(await ended) : await _listening.Task;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HostUnavailableException($"the local model host did not say within {timeout.TotalSeconds:0} s where it listens; see its lines in the log, or raise Host:StartTimeout");
        }
    }

    /// <summary>Waits for the child's end and says how it ended.</summary>
    public async Task<string> EndedAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        var how = _process.ExitCode switch
        {
            137 => "was killed (signal 9; the system kills the largest process when memory runs out)",
            > 128 and < 160 => $"was ended by signal {_process.ExitCode - 128}",
            var code => $"ended with exit code {code}",
        };
        return $"the local model host {how}{(_lastError is { } line ? $", its last words: {line.Trim()}" : "")}";
    }

    /// <summary>Closes the child's input, gives it a moment to leave, then ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var waiting = new CancellationTokenSource(s_grace);
        await _process.WaitForExitAsync(waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) { _process.Kill(entireProcessTree: true); }
        await _reading;
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> read)
    {
        while (await reader.ReadLineAsync() is { } line) { read(line); }
    }

    private void ReadOutput(string line)
    {
        if (!_listening.Task.IsCompleted && Address(line) is { } address) { _listening.TrySetResult(address); }
        else { _log.LogInformation("{Line}", line); }
    }

    private void ReadError(string line)
    {
        if (!line.StartsWith(' ')) { _isNote = s_notes.Any(level => line.StartsWith(level, StringComparison.Ordinal)); }
        if (line.Length > 0 && !_isNote) { _lastError = line.Length > 300 ? line[..300] + "…" : line; }
        _log.LogInformation("{Line}", line);
    }

    private static Uri? Address(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("listening", out var address)
                && Uri.TryCreate(address.GetString(), UriKind.Absolute, out var uri) ? uri : null;
        }
        catch (JsonException) { return null; }       // an ordinary line before it is ready
    }
}
