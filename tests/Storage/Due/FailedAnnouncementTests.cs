using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>What is due is written before the commit that makes it true: without the one, the other is not begun.</summary>
public sealed class FailedAnnouncementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly AccountId s_account = AccountId.Of("acme");
    private static readonly TeamId s_team = TeamId.Of("design");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_announcement_fails_is_not_begun(bool mayHaveBeenApplied)
    {
        using var rows = Failing(int.MaxValue, mayHaveBeenApplied);
        var failure = await Assert.ThrowsAsync<RowStoreException>(() => GrantAsync(rows));

        Assert.False(failure.MayHaveBeenApplied);
        Assert.DoesNotContain("Ledger", TablesOf(rows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_announcement_that_fails_at_first_is_made_again_and_then_the_commit(bool mayHaveBeenApplied)
    {
        using var rows = Failing(2, mayHaveBeenApplied);
        var ledger = await GrantAsync(rows);

        // The ledger itself and the grant's expiry, one of them twice; then the commit.
        Assert.Equal(["Due", "Due", "Due", "Due", "Ledger"], TablesOf(rows));
        Assert.Single(await ledger.Due.ReadAsync(DueKind.Expiry, null, null, 10, default));
        Assert.NotNull(await rows.ReadAsync("Ledger", "acme", "team|design|head", default));
    }

    /// <summary>The tables that were committed to.</summary>
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

    /// <summary>A store whose first commits to what is due fail.</summary>
    private static WatchedRowStore Failing(int failures, bool mayHaveBeenApplied) =>
        new()
        {
            AroundCommit = (table, commit) =>
                table == "Due" && failures-- > 0
                    ? throw new RowStoreException("No answer.", mayHaveBeenApplied)
                    : commit(),
        };
}
