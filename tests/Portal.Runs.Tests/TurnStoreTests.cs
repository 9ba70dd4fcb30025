using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Portal.Core.Alignment;
using Portal.Runs.Turns;
using SQLitePCL;

namespace Portal.Runs.Tests;

public sealed class TurnStoreTests
{
    private const string Id = "abcdefgh2345";

    [Fact]
    public void A_turn_reads_back_as_it_was_stored()
    {
        using var store = new StoreFile();
        using (var db = store.Open())
        {
            var turn = StoreFile.Turn(Id);
            turn.Failure = new Failure("endpoint-unreachable", "no connection", "start it");
            db.Turns.Add(turn);
            db.SaveChanges();
        }

        using var again = store.Open();
        var stored = again.Turns.Single();

        var expected = StoreFile.Turn(Id);
        Assert.Equal(expected.CreatedUtc, stored.CreatedUtc);
        Assert.Equal(DateTimeKind.Utc, stored.CreatedUtc.Kind);
        Assert.Equal(expected.Probe, stored.Probe);
        Assert.Equal(expected.Demonstrations, stored.Demonstrations);
        Assert.Equal(expected.GroundTruth, stored.GroundTruth);
        Assert.Equal(expected.Provenance, stored.Provenance);
        Assert.Equal(expected.Seed, stored.Seed);
        Assert.Equal(SelectionStrategy.ChrfCategory, stored.Strategy);
        Assert.Equal(new Failure("endpoint-unreachable", "no connection", "start it"), stored.Failure);
        Assert.Equal("running chrf-category", store.Scalar("""SELECT "State" || ' ' || "Strategy" FROM "Turns" """));
    }

    [Fact]
    public void A_turn_without_failure_and_ground_truth_reads_back_without_them()
    {
        using var store = new StoreFile();
        using (var db = store.Open())
        {
            var turn = StoreFile.Turn(Id);
            db.Turns.Add(turn);
            db.Entry(turn).Property(t => t.GroundTruth).CurrentValue = null;
            db.SaveChanges();
        }

        using var again = store.Open();
        Assert.Null(again.Turns.Single().GroundTruth);
        Assert.Null(again.Turns.Single().Failure);
    }

    [Theory]
    [InlineData(0, 2)]      // the same arm and index
    [InlineData(1, 1)]      // the same order
    public void No_draw_is_stored_twice(int index, int order)
    {
        using var store = new StoreFile();
        using (var db = store.Open())
        {
            db.Turns.Add(StoreFile.Turn(Id));
            db.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, 0, 1));
            db.SaveChanges();
        }

        using var again = store.Open();
        again.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, index, order));
        Assert.Throws<DbUpdateException>(() => again.SaveChanges());
    }

    [Fact]
    public void A_reader_asks_for_the_draws_after_the_last_one_seen()
    {
        using var store = new StoreFile();
        using var db = store.Open();
        db.Turns.Add(StoreFile.Turn(Id));
        for (var i = 0; i < 6; i++) { db.Draws.Add(StoreFile.Draw(Id, (Arm)(i % 2), i / 2, i + 1)); }
        db.SaveChanges();

        Assert.Equal([5, 6], db.Draws.Where(d => d.TurnId == Id && d.Order > 4).OrderBy(d => d.Order).Select(d => d.Order).ToList());
    }

    [Fact]
    public async Task A_full_disk_is_reported_with_the_file_and_keeps_what_was_stored()
    {
        using var store = new StoreFile();
        await using (var db = store.Open())
        {
            db.Turns.Add(StoreFile.Turn(Id));
            db.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, 0, 1));
            await db.SaveChangesAsync();
        }

        await using var full = store.Open();
        await full.Database.OpenConnectionAsync();
        await full.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1");       // SQLite's own quota: the file may not grow
        full.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, 1, 2, prompt: new string('x', 100_000)));

        var error = await Assert.ThrowsAsync<StoreException>(() => full.SaveChangesAsync());

        Assert.Contains(store.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", store.Scalar("""SELECT count(*) FROM "TurnDraws" """));
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_commit_is_reported_and_leaves_the_connection_usable()
    {
        using var store = new StoreFile();
        await using (var db = store.Open())
        {
            db.Turns.Add(StoreFile.Turn(Id));
            await db.SaveChangesAsync();
        }

        await using (var full = store.Open(new FullAtCommit()))
        {
            full.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, 0, 1));
            var error = await Assert.ThrowsAsync<StoreException>(() => full.SaveChangesAsync());
            Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        }

        Assert.Null(await store.ProblemAsync());       // a write was tried, and there is room again
        await using var again = store.Open();
        again.Draws.Add(StoreFile.Draw(Id, Arm.ZeroShot, 0, 1));
        await again.SaveChangesAsync();
        Assert.Equal("1", store.Scalar("""SELECT count(*) FROM "TurnDraws" """));
    }

    [Theory]
    [InlineData("abcdefgh2345", true)]
    [InlineData("abcdefgh234", false)]
    [InlineData("abcdefgh23456", false)]
    [InlineData("ABCDEFGH2345", false)]
    [InlineData("abcdefgh234'", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_twelve_characters_of_base32_are_an_id(string? text, bool valid) => Assert.Equal(valid, TurnId.IsValid(text));

    [Fact]
    public void Fresh_ids_are_valid_and_differ()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => TurnId.New()).ToList();
        Assert.All(ids, id => Assert.True(TurnId.IsValid(id)));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    /// <summary>What SQLite does where the log cannot grow: it rolls back by itself and reports SQLITE_FULL.</summary>
    private sealed class FullAtCommit : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            var handle = ((SqliteConnection)transaction.Connection!).Handle;
            raw.sqlite3_rollback_hook(handle, null, null);       // as the provider does before it commits
            raw.sqlite3_exec(handle, "ROLLBACK");
            throw new SqliteException("database or disk is full", raw.SQLITE_FULL);
        }
    }
}
