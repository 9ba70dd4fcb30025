using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Portal.Runs;

/// <summary>The scripts in <c>Schema/</c>, <c>001-*.sql</c> first; the file's <c>user_version</c> is the number of the last one applied.</summary>
internal static class Schema
{
    /// <summary>Applies, in one transaction, the scripts that the file has not seen.</summary>
    /// <exception cref="StoreException">A later version of the portal has written the file.</exception>
    public static void Upgrade(SqliteConnection connection, string path)
    {
        var scripts = Scripts();
        using var transaction = connection.BeginTransaction();       // takes the write lock, so two portals cannot both upgrade
        var version = Version(connection, transaction);
        if (version > scripts.Count)
        {
            throw new StoreException($"the store {path} was written by a newer version of the portal (schema {version}; this one knows {scripts.Count}); " +
                                     "update the portal, or set Store:Path to another file");
        }
        foreach (var script in scripts.Skip(version)) { connection.Execute(script, transaction); }
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {scripts.Count}"), transaction);
        try { transaction.Commit(); }
        catch (SqliteException)
        {
            Store.LeaveToRollBack(transaction);
            throw;
        }
    }

    private static int Version(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        command.Transaction = transaction;
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<string> Scripts()
    {
        var assembly = typeof(Schema).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        })];
    }
}
