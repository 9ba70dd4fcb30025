using Microsoft.EntityFrameworkCore;

namespace Portal.Runs;

/// <summary>Whether the store can be written. A failed write stands until one succeeds; while it stands, asking tries one.</summary>
public sealed class StoreHealth(string path)
{
    private const long LeastRoom = 1 << 20;       // bytes: a turn of a hundred draws with long prompts
    private volatile bool _failed;

    /// <summary>What keeps turns from being stored; <see langword="null"/> where nothing is known to.</summary>
    public async Task<string?> ProblemAsync(IDbContextFactory<PortalDb> databases, CancellationToken cancellation)
    {
        var room = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        if (room < LeastRoom) { return $"the disk of the store {path} has {room / 1024} kB left; free some space on it, or set Store:Path to a file on another disk"; }
        if (!_failed) { return null; }
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            await db.Database.ExecuteSqlRawAsync(
                """CREATE TABLE IF NOT EXISTS "Trial" ("Bytes" BLOB); INSERT INTO "Trial" VALUES (zeroblob(65536)); DROP TABLE "Trial" """, cancellation);
            _failed = false;
            return null;
        }
        catch (StoreException error) { return error.Message; }
    }

    internal void Wrote(bool succeeded) => _failed = !succeeded;
}
