using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Runs.Turns;

namespace Portal.Runs;

/// <summary>The portal's store: one SQLite file. Its tables are made by the scripts in <c>Schema/</c>, to which a test holds this model.</summary>
public sealed class PortalDb(DbContextOptions<PortalDb> options, StoreHealth? health = null) : DbContext(options)
{
    public DbSet<Turn> Turns => Set<Turn>();

    public DbSet<TurnDraw> Draws => Set<TurnDraw>();

    public DbSet<Explanation> Explanations => Set<Explanation>();

    /// <exception cref="StoreException">SQLite could not write; the message names the file and the remedy.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            health?.Wrote(succeeded: true);
            return saved;
        }
        catch (Exception error) when (Cause(error) is { } cause)
        {
            health?.Wrote(succeeded: false);
            throw cause;
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Turn>(turn =>
        {
            turn.Property(t => t.CreatedUtc).AsUtc();
            turn.Property(t => t.StartedUtc).AsUtc();
            turn.Property(t => t.FinishedUtc).AsUtc();
            turn.Property(t => t.State).AsName();
            turn.Property(t => t.Strategy).AsName();
            turn.Property(t => t.Probe).AsJson();
            turn.Property(t => t.Demonstrations).AsJson();
            turn.Property(t => t.GroundTruth).AsJson();
            turn.OwnsOne(t => t.Failure);
            turn.OwnsOne(t => t.Provenance);
            turn.Navigation(t => t.Provenance).IsRequired();
            turn.HasIndex(t => t.State);
            turn.HasMany(t => t.Draws).WithOne().HasForeignKey(d => d.TurnId);
            turn.HasMany(t => t.Explanations).WithOne().HasForeignKey(e => e.TurnId);
        });
        modelBuilder.Entity<TurnDraw>(draw =>
        {
            draw.ToTable("TurnDraws");
            draw.HasKey(d => new { d.TurnId, d.Arm, d.Index });
            draw.HasIndex(d => new { d.TurnId, d.Order }).IsUnique();
            draw.Property(d => d.Arm).AsName();
            draw.Property(d => d.ShownFirst).AsName();
            draw.Property(d => d.Answer).AsName();
        });
        modelBuilder.Entity<Explanation>(explanation =>
        {
            explanation.HasKey(e => new { e.TurnId, e.Arm, e.Index });
            explanation.Property(e => e.Arm).AsName();
            explanation.Property(e => e.CreatedUtc).AsUtc();
        });
    }

    private StoreException? Cause(Exception error) => (error, error.InnerException) switch
    {
        (StoreException told, _) => told,
        (_, StoreException told) => told,
        (SqliteException { SqliteErrorCode: not Store.ConstraintViolated } cause, _) => Store.Explain(cause, Database.GetDbConnection().DataSource),
        (_, SqliteException { SqliteErrorCode: not Store.ConstraintViolated } cause) => Store.Explain(cause, Database.GetDbConnection().DataSource),
        _ => null,
    };
}
