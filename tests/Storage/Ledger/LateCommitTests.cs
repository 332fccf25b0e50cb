using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>A commit that is applied after its response timed out and after it was looked up.</summary>
public sealed class LateCommitTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly AccountId s_account = AccountId.Of("acme");
    private static readonly TeamId s_team = TeamId.Of("design");

    [Fact]
    public async Task Commit_that_arrives_after_the_lookup_is_recognized()
    {
        using var rows = new WatchedRowStore();
        Func<Task>? pendingCommit = null;
        rows.AroundCommit = async (_, commit) =>
        {
            if (pendingCommit is null)
            {
                pendingCommit = commit;
                throw new RowStoreException("No answer in time.", mayHaveBeenApplied: true);
            }

            // The first commit arrives only now, after it was not found and a retry started.
            await pendingCommit();
            return await commit();
        };
        var ledger = new LedgerStore(rows, new RowCache(), new SkippingClock(s_now), new Random(1));
        var decided = 0;

        var answer = await ledger.DecideAsync(
            s_account,
            async transaction =>
            {
                var known = await transaction.ReadAccountAsync() ?? Account.New;
                Assert.DoesNotContain(s_team, known.Teams);
                transaction.WriteAccount(known with { Teams = known.Teams.Add(s_team) });
                return ++decided;
            },
            s_now.AddMinutes(1),
            CancellationToken.None
        );

        Assert.Equal((1, 2), (answer, decided));
        Assert.NotNull(await rows.ReadAsync("Ledger", s_account.Value, "account", default));
    }
}
