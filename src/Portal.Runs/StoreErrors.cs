using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Portal.Runs;

/// <summary>Commands that SQLite cannot run throw <see cref="StoreException"/>.</summary>
internal sealed class CommandErrors : DbCommandInterceptor
{
    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Store.ThrowIfExplained(eventData.Exception, command.Connection!.DataSource);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        CommandFailed(command, eventData);
        return Task.CompletedTask;
    }
}

/// <summary>Commits that fail leave a connection that can be used; see <see cref="Store.LeaveToRollBack"/>.</summary>
internal sealed class CommitErrors : DbTransactionInterceptor
{
    public override void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Store.LeaveToRollBack((SqliteTransaction)transaction);

    public override Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        TransactionFailed(transaction, eventData);
        return Task.CompletedTask;
    }
}

/// <summary>Sets every connection up; one that cannot be opened throws <see cref="StoreException"/>.</summary>
internal sealed class ConnectionSettings : DbConnectionInterceptor
{
    private const string BusyTimeout = "PRAGMA busy_timeout = 5000";        // milliseconds to wait for another writer

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        ((SqliteConnection)connection).Execute(BusyTimeout);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => Store.ThrowIfExplained(eventData.Exception, connection.DataSource);

    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionFailed(connection, eventData);
        return Task.CompletedTask;
    }
}
