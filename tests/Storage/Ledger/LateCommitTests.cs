using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests;

/// <summary>A commit that was given up while it was still on its way, and came to stand afterwards.</summary>
public sealed class LateCommitTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly AccountId s_account = AccountId.Of("acme");
    private static readonly TeamId s_team = TeamId.Of("design");

    [Fact]
    public async Task It_is_recognised_although_one_looked_for_it_too_early()
    {
        using var rows = new WatchedRowStore();
        Func<Task>? onItsWay = null;
        rows.AroundCommit = async (_, commit) =>
        {
            if (onItsWay is null)
            {
                onItsWay = commit;
                throw new RowStoreException("No answer in time.", mayHaveBeenApplied: true);
            }

            // Now, when it has been looked for in vain and is tried again, the first one arrives.
            await onItsWay();
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
