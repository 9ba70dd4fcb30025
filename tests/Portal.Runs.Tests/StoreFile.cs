using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Alignment;
using Portal.Core.Survey;
using Portal.Runs.Turns;

namespace Portal.Runs.Tests;

/// <summary>A store in a folder of its own, removed afterwards.</summary>
internal sealed class StoreFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-store-").FullName;
    private readonly ServiceProvider _services;

    public StoreFile()
    {
        Path = System.IO.Path.Combine(_folder, "portal.db");
        Store.Prepare(Path);
        _services = new ServiceCollection().AddStore(Path).BuildServiceProvider();
    }

    public string Path { get; }

    public PortalDb Open() => _services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext();

    /// <summary>With interceptors of a test beside the store's own.</summary>
    public PortalDb Open(params IInterceptor[] interceptors) =>
        new(new DbContextOptionsBuilder<PortalDb>(_services.GetRequiredService<DbContextOptions<PortalDb>>()).AddInterceptors(interceptors).Options, Health);

    public StoreHealth Health => _services.GetRequiredService<StoreHealth>();

    public Task<string?> ProblemAsync() => Health.ProblemAsync(_services.GetRequiredService<IDbContextFactory<PortalDb>>(), CancellationToken.None);

    public static Turn Turn(string id) => new()
    {
        Id = id,
        CreatedUtc = new DateTime(2025, 3, 1, 12, 30, 0, DateTimeKind.Utc),
        State = TurnState.Running,
        Request = """{"model":"demo","country":"PAK","probe":"Q6"}""",
        Model = "demo",
        Endpoint = "local",
        Country = "PAK",
        Language = "en",
        ProbeId = "Q6",
        Probe = new Probe("Q6", "Q6", "Social Values", "en", "Religion is _ to me.", "important", "unimportant"),
        Strategy = SelectionStrategy.ChrfCategory,
        Samples = 10,
        Temperature = 0.6,
        Seed = long.MaxValue,
        Demonstrations = [new(new Probe("Q1", "Q1", "Social Values", "en", "Family is _ to me.", "important", "unimportant"), Side.First, 71.25)],
        GroundTruth = new GroundTruth("PAK", "Q6", 0.98, 1995, "W_WEIGHT", "a"),
        Provenance = new Provenance(null, "wvs7-1", "7", "0.1"),
    };

    public static TurnDraw Draw(string turn, Arm arm, int index, int order, string prompt = "Religion is _ to me.") => new()
    {
        TurnId = turn,
        Arm = arm,
        Index = index,
        Order = order,
        Prompt = prompt,
        ShownFirst = Side.Second,
        Text = "important",
        Answer = Answer.First,
        Milliseconds = 12,
    };

    public string Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    public void Dispose()
    {
        _services.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
