using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>
/// Due entries are announced before their commit; if the announcement fails, the commit does not start.
/// </summary>
public sealed class FailedAnnouncementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly AccountId s_account = AccountId.Of("acme");
    private static readonly TeamId s_team = TeamId.Of("design");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_is_not_started_if_its_announcement_fails(bool mayHaveBeenApplied)
    {
        using var rows = Failing(int.MaxValue, mayHaveBeenApplied);
        var failure = await Assert.ThrowsAsync<RowStoreException>(() => GrantAsync(rows));

        Assert.False(failure.MayHaveBeenApplied);
        Assert.DoesNotContain("Ledger", TablesOf(rows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Announcement_that_fails_once_is_retried_before_the_commit(bool mayHaveBeenApplied)
    {
        using var rows = Failing(2, mayHaveBeenApplied);
        var ledger = await GrantAsync(rows);

        // The ledger and the expiry of the grant, with retries; then the commit.
        Assert.Equal(["Due", "Due", "Due", "Due", "Ledger"], TablesOf(rows));
        Assert.Single(await ledger.Due.ReadAsync(DueKind.Expiry, null, null, 10, default));
        Assert.NotNull(await rows.ReadAsync("Ledger", "acme", "team|design|head", default));
    }

    /// <summary>Returns the tables of the commits, in order.</summary>
    private static IEnumerable<string> TablesOf(WatchedRowStore rows) =>
        rows.TakeCalls().Select(call => call.Split(' ')).Where(call => call[0] == "commit").Select(call => call[1]);

    private static async Task<LedgerStore> GrantAsync(IRowStore rows)
    {
        var ledger = new LedgerStore(rows, new RowCache(), new SkippingClock(s_now), new Random(1));
        await ledger.DecideAsync(
            s_account,
            async transaction =>
            {
                var team = await transaction.ReadTeamOrNewAsync(s_team);
                var grant = new GrantKey(s_now.AddDays(9), Tokens.Whole(5), OrderId.Of("c1"), GrantUnit.CloudCredits);
                await transaction.PostAsync(team, team.Pool.With(grant), new Posting.Granted(grant));
                transaction.AnnounceExpiry(s_team, grant);
                return 0;
            },
            s_now.AddMinutes(1),
            CancellationToken.None
        );
        return ledger;
    }

    /// <summary>Creates a store whose first commits to the due table fail.</summary>
    private static WatchedRowStore Failing(int failures, bool mayHaveBeenApplied) =>
        new()
        {
            AroundCommit = (table, commit) =>
                table == "Due" && failures-- > 0
                    ? throw new RowStoreException("No answer.", mayHaveBeenApplied)
                    : commit(),
        };
}
