using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Portal.Runs;

namespace Portal.Web.Tests;

public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-start-").FullName;

    private string StorePath => Path.Combine(_folder, "portal.db");

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var (code, errors) = await FailAsync("--urls", address);

        Assert.Equal(1, code);
        var line = Assert.Single(errors);
        Assert.StartsWith($"{address} is in use", line, StringComparison.Ordinal);
        Assert.Contains("make run PORT=", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_another_portal_has_is_left_to_it()
    {
        using (StoreLock.Take(StorePath))
        {
            var (code, errors) = await FailAsync("--urls", "http://127.0.0.1:0");
            Assert.Equal(1, code);
            Assert.Contains($"{StorePath} is in use by another portal", Assert.Single(errors), StringComparison.Ordinal);
        }
        StoreLock.Take(StorePath).Dispose();
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_told_in_one_line()
    {
        Store.Prepare(StorePath);
        using (var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var (code, errors) = await FailAsync("--urls", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.Contains("was written by a newer version of the portal", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_configuration_is_refused_without_repeating_it()
    {
        var (code, errors) = await FailAsync("--urls", "http://127.0.0.1:0", "--Endpoints:10:Name", "x", "--Endpoints:10:Url", "http://127.0.0.1:1/v1", "--Endpoints:10:ApiKey", "sk-secret");

        Assert.Equal(1, code);
        Assert.Contains("ApiKeyVariable", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("0")]
    public async Task A_value_that_makes_no_sense_in_the_configuration_is_named(string value)
    {
        var (code, errors) = await FailAsync("--urls", "http://127.0.0.1:0", "--Playground:TurnsPerEndpoint", value);

        Assert.Equal(1, code);
        Assert.Contains("Playground:TurnsPerEndpoint", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoints:10:MaxRetries", "three", "Endpoints:10:MaxRetries is 'three'; give a whole number")]
    [InlineData("Endpoints:10:TotalTimeout", "3 min", "Endpoints:10:TotalTimeout is '3 min'; give a time such as 00:01:30")]
    [InlineData("Endpoints:10:TokenLimitParameter", "max_tokens", "give MaxTokens or MaxCompletionTokens")]
    [InlineData("Endpoints:10:SamplesPerRequest", "sk-proj-0123456789", "Endpoints:10:SamplesPerRequest is a text that may be a key; give a whole number")]
    [InlineData("Endpoints:10:Models", "llama3", "Endpoints:10:Models is 'llama3'; give a list")]
    [InlineData("Endpoints:10:MaxRetrys", "99", "Endpoints:10:MaxRetrys is not a setting of Endpoints; did you mean MaxRetries?")]
    [InlineData("Endpoints:10:Key", "sk-proj-0123456789", "Endpoints:10:Key is not a setting of Endpoints and may hold a key")]
    [InlineData("Endpoints:10:Api_Key", "sk-proj-0123456789", "Endpoints:10:Api_Key is not a setting of Endpoints and may hold a key")]
    [InlineData("Endpoints:11:Name", "LOCAL", "Name 'local' is given 2 times, at Endpoints:0 and Endpoints:11")]
    [InlineData("Endpoints:10:Url", "nowhere", "Endpoints:10:Url is no http(s) address")]
    [InlineData("Endpoint:0:Name", "lab", "Endpoint is no section of the configuration; did you mean Endpoints?")]
    [InlineData("Store:Pfad", "x", "Store:Pfad is not a setting of Store; there are Path")]
    [InlineData("Logging:LogLevel:Default", "Foo", "Logging:LogLevel:Default is 'Foo'; give Trace or")]
    public async Task A_setting_that_would_be_passed_over_is_told_in_one_line(string name, string value, string message)
    {
        var (code, errors) = await FailAsync("--urls", "http://127.0.0.1:0", "--Endpoints:10:Name", "lab", "--Endpoints:10:Url", "http://127.0.0.1:1/v1", $"--{name}", value);

        Assert.Equal(1, code);
        Assert.Contains(message, Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("sk-proj", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_is_told_to_end_while_it_starts_ends_in_good_order()
    {
        for (var milliseconds = 400; milliseconds < 2000; milliseconds += 400)
        {
            using var portal = Programs.StartPortal(StorePath, "--urls", "http://127.0.0.1:0");
            var errors = portal.StandardError.ReadToEndAsync();
            var output = portal.StandardOutput.ReadToEndAsync();
            await Task.Delay(milliseconds);
            using var ending = Process.Start("kill", ["-TERM", $"{portal.Id}"]);

            await portal.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
            Assert.DoesNotContain("   at ", await errors + await output, StringComparison.Ordinal);
            Assert.True(portal.ExitCode is 0 or 143, $"exit code {portal.ExitCode} after {milliseconds} ms: {await errors}");      // 143: before the runtime listens to signals
        }
    }

    [Fact]
    public async Task The_host_ends_even_when_the_portal_is_killed()
    {
        using var portal = Programs.StartPortal(StorePath, "--urls", "http://127.0.0.1:0", "--Host:Local", "true", "--Host:Command", Programs.StubHost);
        int? child = null;
        while (child is null && await portal.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.LastIndexOf("(process ", StringComparison.Ordinal) is var start and >= 0) { child = int.Parse(line[(start + 9)..^1], System.Globalization.CultureInfo.InvariantCulture); }
        }
        using var host = Process.GetProcessById(child!.Value);

        portal.Kill();

        Assert.True(host.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(int Code, string[] Errors)> FailAsync(params string[] arguments)
    {
        using var portal = Programs.StartPortal(StorePath, arguments);
        var output = portal.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var errors = await portal.StandardError.ReadToEndAsync(patience.Token);
        await portal.WaitForExitAsync(patience.Token);
        Assert.DoesNotContain("   at ", await output + errors, StringComparison.Ordinal);       // no stack trace
        return (portal.ExitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
