using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Checks the ledger of a local host when it starts.</summary>
internal static class LedgerStartCheck
{
    private const int LedgersPerPage = 200;

    /// <summary>How long the start may look for journals ahead of the clock.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>How far two clocks of one machine may differ.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Checks the pages of a ledger file; nothing if there is no file yet.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static void CheckFile(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = path,
                    Pooling = false,
                    DefaultTimeout = 1,
                }.ToString()
            );
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok" and var fault)
            {
                throw Damaged(path, $"{fault}", null);
            }
        }
        catch (SqliteException e)
            when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw Damaged(path, e.Message, e);
        }
    }

    /// <summary>Warns if a team's last posting is later than now: the clock is wrong, or was when the posting was made.</summary>
    public static async Task WarnIfAheadAsync(
        LocalFunctionsHost host,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(LedgerStartCheck));
        var pages = new DuePages(host.Services.GetRequiredService<DueTable>(), DueKind.Ledger, null);
        using var timeout = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            while (await pages.NextAsync(LedgersPerPage, either.Token) is { Count: > 0 } page)
            {
                foreach (var entry in page.Select(row => row.Entry))
                {
                    if (await WarnIfAheadAsync(host, entry, logger, time, either.Token))
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception e)
            when (e is RowStoreException or RowConflictException or InvalidDataException or OperationCanceledException)
        {
            logger.LogDebug(e, "It is not known whether a journal is ahead of the clock");
        }
    }

    /// <summary>Returns true after a warning: one team is enough to see that the clock is wrong.</summary>
    private static async Task<bool> WarnIfAheadAsync(
        LocalFunctionsHost host,
        DueEntry entry,
        ILogger logger,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var team = await host
            .Services.GetRequiredService<LedgerStore>()
            .ReadAsync(
                entry.Account,
                reader => reader.ReadTeamAsync(entry.Team!.Value),
                now + s_patience,
                cancellationToken
            );
        if (team is null || team.Head.PostedAt <= now + s_tolerance)
        {
            return false;
        }

        logger.LogWarning(
            "The journal of {Account}/{Team} ends at {PostedAt:O}, ahead of the clock ({Now:O}); check the clock",
            entry.Account,
            entry.Team,
            team.Head.PostedAt,
            now
        );
        return true;
    }

    private static InvalidDataException Damaged(string path, string fault, Exception? inner) =>
        new(
            $"The ledger {path} is damaged: {fault.ReplaceLineEndings(" ")}. Restore it from a copy, or move it away to start "
                + "with an empty one.",
            inner
        );
}
