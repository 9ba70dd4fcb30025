using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Portal.Browser.Tests;

/// <summary>The real portal in a process of its own, on a store of its own.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(180);
    private readonly List<string> _output = [];
    private readonly Dictionary<string, string> _settings;
    private readonly bool _isReady;
    private Process? _process;

    private PortalProcess(Dictionary<string, string> settings, bool isReady, string address) => (_settings, _isReady, Address) = (settings, isReady, address);

    /// <summary>Where it listens; the same after a restart.</summary>
    public string Address { get; }

    /// <summary>What it has printed.</summary>
    public string Output { get { lock (_output) { return string.Join('\n', _output); } } }

    /// <summary>Starts a portal on an endpoint and waits until it can serve a turn.</summary>
    public static Task<PortalProcess> StartAsync(Uri endpoint)
    {
        var settings = new Dictionary<string, string>
        {
            ["Host__Local"] = "false",
            ["Endpoints__9__Name"] = "stub",
            ["Endpoints__9__Url"] = endpoint.ToString(),
            ["Endpoints__9__MaxRetries"] = "0",
            ["Endpoints__9__MaxConcurrency"] = "1",
        };
        foreach (var (model, i) in Cast.Models.Select((model, i) => (model, i))) { settings[$"Endpoints__9__Models__{i}"] = model; }
        return StartAsync(settings, isReady: true);
    }

    /// <summary>Starts a portal with the stub as its local model host and waits until its pages can be read.</summary>
    /// <param name="pace">Before every answer, in milliseconds.</param>
    /// <param name="arguments">What the stub is to do.</param>
    public static Task<PortalProcess> StartWithStubHostAsync(int pace, params string[] arguments)
    {
        var settings = new Dictionary<string, string> { ["Host__Local"] = "true", ["Host__Command"] = Places.StubHost, ["STUB_PACE"] = $"{pace}" };
        foreach (var (argument, i) in arguments.Select((argument, i) => (argument, i))) { settings[$"Host__Arguments__{i}"] = argument; }
        return StartAsync(settings, isReady: false);
    }

    /// <summary>Starts a portal as its readers start it, with the real host, and waits until it can serve a turn.</summary>
    public static Task<PortalProcess> StartWithHostAsync() => StartAsync(new Dictionary<string, string> { ["Host__Local"] = "true" }, isReady: true);

    private static async Task<PortalProcess> StartAsync(Dictionary<string, string> settings, bool isReady)
    {
        var address = $"http://127.0.0.1:{Places.FreePort()}";
        settings["Urls"] = address;
        settings["Store__Path"] = Path.Combine(Places.NewFolder(), "portal.db");
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        var portal = new PortalProcess(settings, isReady, address);
        await portal.StartAsync();
        return portal;
    }

    /// <summary>Starts it, again after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Places.Portal) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Places.Root };
        start.Environment["PORTAL_ROOT"] = Places.Root;
        foreach (var (name, value) in _settings) { start.Environment[name] = value; }
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnsweringAsync();
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Resident memory in MB, now and at its highest.</summary>
    public (int Now, int Highest) Memory()
    {
        var status = File.ReadAllLines($"/proc/{_process!.Id}/status").Select(line => line.Split(':')).ToDictionary(field => field[0], field => field[1].Trim().Split(' ')[0]);
        return (int.Parse(status["VmRSS"], CultureInfo.InvariantCulture) / 1024, int.Parse(status["VmHWM"], CultureInfo.InvariantCulture) / 1024);
    }

    /// <summary>Takes a table out of the store under the running portal.</summary>
    public void BreakStore()
    {
        using var store = new SqliteConnection($"Data Source={_settings["Store__Path"]};Pooling=false");
        store.Open();
        using var command = store.CreateCommand();
        command.CommandText = "ALTER TABLE Turns RENAME TO Lost";
        command.ExecuteNonQuery();
    }

    /// <summary>Kills the local model host, and nothing else.</summary>
    public void KillHost()
    {
        var children = Directory.GetDirectories($"/proc/{_process!.Id}/task").SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        using var host = Process.GetProcessById(int.Parse(children.Single(), CultureInfo.InvariantCulture));
        host.Kill();
    }

    private async Task AnsweringAsync()
    {
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_start)
        {
            if (_process!.HasExited) { throw new InvalidOperationException($"the portal ended with {_process.ExitCode}:\n{Output}"); }
            try
            {
                if ((await http.GetAsync($"{Address}/{(_isReady ? "healthz" : "about")}")).IsSuccessStatusCode) { return; }
            }
            catch (HttpRequestException) { }        // not listening yet
            await Task.Delay(100);
        }
        throw new TimeoutException($"the portal did not answer within {s_start.TotalSeconds:0} s:\n{Output}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text) { lock (_output) { _output.Add(text); } }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) { await KillAsync(); }
        _process?.Dispose();
    }
}
