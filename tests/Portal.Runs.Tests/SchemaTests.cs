using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Runs.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void The_scripts_make_the_tables_that_the_model_expects()
    {
        using var store = new StoreFile();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var expected = new PortalDb(new DbContextOptionsBuilder<PortalDb>().UseSqlite(connection).Options);
        expected.Database.EnsureCreated();
        using var actual = store.Open();

        Assert.Equal(Objects(expected), Objects(actual));
    }

    [Fact]
    public void Opening_a_store_again_changes_nothing()
    {
        using var store = new StoreFile();
        using (var db = store.Open())
        {
            db.Turns.Add(StoreFile.Turn("aaaaaaaaaaaa"));
            db.SaveChanges();
        }

        Store.Prepare(store.Path);

        using var again = store.Open();
        Assert.Equal("aaaaaaaaaaaa", Assert.Single(again.Turns).Id);
    }

    [Fact]
    public void Readers_never_wait_for_the_writer()
    {
        using var store = new StoreFile();
        using var writing = store.Open();
        using var transaction = writing.Database.BeginTransaction();
        writing.Turns.Add(StoreFile.Turn("aaaaaaaaaaaa"));
        writing.SaveChanges();

        using var reading = store.Open();

        Assert.Equal("wal", store.Scalar("PRAGMA journal_mode"));
        Assert.Empty(reading.Turns);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_with_the_remedy()
    {
        using var store = new StoreFile();
        store.Scalar("PRAGMA user_version = 99");

        var error = Assert.Throws<StoreException>(() => Store.Prepare(store.Path));

        Assert.Contains(store.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Contains("schema 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("Store:Path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_store_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, new string('x', 4096));

            var error = Assert.Throws<StoreException>(() => Store.Prepare(path));

            Assert.StartsWith($"the store {path} is damaged or no SQLite file", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            File.Delete(path);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        var error = Assert.Throws<StoreException>(() => Store.Prepare("/dev/null/portal/portal.db"));

        Assert.Contains("/dev/null/portal", error.Message, StringComparison.Ordinal);
        Assert.Contains("Store:Path", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Every column of every table and every index, as SQLite understands them.</summary>
    private static List<string> Objects(PortalDb db)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open) { connection.Open(); }
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name || '.' || c.name || ' ' || c.type || ' notnull=' || c."notnull" || ' pk=' || c.pk || ' default=' || ifnull(c.dflt_value, '')
            FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
            UNION ALL
            SELECT t.name || ' -> ' || f."table" || '.' || f."to" || ' from ' || f."from" || ' on delete ' || f.on_delete
            FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
            UNION ALL
            SELECT t.name || ' index ' || i.name || ' unique=' || i."unique" || ' ' || c.seqno || ':' || c.name
            FROM sqlite_master t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c WHERE t.type = 'table'
            ORDER BY 1
            """;
        using var reader = command.ExecuteReader();
        var objects = new List<string>();
        while (reader.Read()) { objects.Add(reader.GetString(0)); }
        Assert.NotEmpty(objects);
        return objects;
    }
}
