using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SQLitePCL;

namespace Portal.Runs;

/// <summary>Opens the store's file and says in the reader's words what is wrong with it.</summary>
public static class Store
{
    /// <summary>SQLite's SQLITE_CONSTRAINT: a mistake of ours, not of the file.</summary>
    internal const int ConstraintViolated = 19;

    /// <summary>Registers <c>IDbContextFactory&lt;PortalDb&gt;</c> on the file at <paramref name="path"/>: one context per operation.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, string path) => services
        .AddSingleton(new StoreHealth(path))
        .AddDbContextFactory<PortalDb>(options => options.UseSqlite(ConnectionString(path)).AddInterceptors(new ConnectionSettings(), new CommandErrors(), new CommitErrors()));

    /// <summary>Creates the file at <paramref name="path"/> if there is none and brings its tables up to this version.</summary>
    /// <exception cref="StoreException">The file cannot be written, is no store, or is newer than this version.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var connection = new SqliteConnection(ConnectionString(path));
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL");       // readers never wait for the writer; kept in the file
            Schema.Upgrade(connection, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the store's folder {Path.GetDirectoryName(Path.GetFullPath(path))} cannot be made: {error.Message}; set Store:Path to a file in a folder that can be written", error);
        }
        catch (SqliteException error) { throw Explain(error, path); }
    }

    internal static StoreException Explain(SqliteException error, string path) => new($"the store {path} {error.SqliteErrorCode switch
    {
        5 or 6 => "is held by another program; stop the other portal on this file, or set Store:Path to another one",
        8 or 14 => "cannot be written; give this user the right to write the file and its folder, or set Store:Path to another one",
        10 or 13 => "cannot grow: the disk is full or failing; free some space on it, or set Store:Path to a file on another disk",
        11 or 26 => "is damaged or no SQLite file; restore it from a copy, or move it away to begin an empty one",
        _ => $"failed ({error.Message})",
    }}", error);

    /// <summary>Throws what <paramref name="error"/> means to a reader, where it is SQLite's and no mistake of ours.</summary>
    internal static void ThrowIfExplained(Exception error, string path)
    {
        if (error is SqliteException { SqliteErrorCode: not ConstraintViolated } cause) { throw Explain(cause, path); }
    }

    /// <summary>
    /// A commit that finds the disk full is rolled back by SQLite itself. The provider does not know that and rolls back once more, which fails, hides the
    /// first error and leaves the connection unusable; so a transaction is opened for it to roll back.
    /// </summary>
    internal static void LeaveToRollBack(SqliteTransaction failed)
    {
        if (failed.Connection is { Handle: { } handle } connection && raw.sqlite3_get_autocommit(handle) != 0) { connection.Execute("BEGIN", failed); }
    }

    internal static void Execute(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static string ConnectionString(string path) => new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true }.ToString();
}
