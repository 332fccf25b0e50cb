using FlexFunctions.Domain;
using Moq;

namespace FlexFunctions.Storage.Tests;

/// <summary>What is due is written before the commit that makes it true: without the one, the other is not begun.</summary>
public sealed class FailedAnnouncementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly AccountId s_account = AccountId.Of("acme");
    private static readonly TeamId s_team = TeamId.Of("design");

    private readonly List<string> _commits = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_announcement_fails_is_not_begun(bool mayHaveBeenApplied)
    {
        using var memory = SqliteRowStore.OpenMemory();
        var failure = await Assert.ThrowsAsync<RowStoreException>(() =>
            GrantAsync(Failing(memory, int.MaxValue, mayHaveBeenApplied))
        );

        Assert.False(failure.MayHaveBeenApplied);
        Assert.DoesNotContain("Ledger", _commits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_announcement_that_fails_at_first_is_made_again_and_then_the_commit(bool mayHaveBeenApplied)
    {
        using var memory = SqliteRowStore.OpenMemory();
        var ledger = await GrantAsync(Failing(memory, 2, mayHaveBeenApplied));

        // The ledger itself and the grant's expiry, one of them twice; then the commit.
        Assert.Equal(["Due", "Due", "Due", "Due", "Ledger"], _commits);
        Assert.Single(await ledger.Due.ReadAsync(DueKind.Expiry, null, null, 10, default));
        Assert.NotNull(await memory.ReadAsync("Ledger", "acme", "team|design|head", default));
    }

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
    private IRowStore Failing(IRowStore memory, int failures, bool mayHaveBeenApplied)
    {
        var failing = new Mock<IRowStore>();
        failing
            .Setup(store => store.ReadAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<string>(), default))
            .Returns(
                (string table, string partition, string key, CancellationToken cancel) =>
                    memory.ReadAsync(table, partition, key, cancel)
            );
        failing
            .Setup(store =>
                store.ReadRangeAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<int>(),
                    default
                )
            )
            .Returns(
                (string table, string partition, string from, string before, int atMost, CancellationToken cancel) =>
                    memory.ReadRangeAsync(table, partition, from, before, atMost, cancel)
            );
        failing
            .Setup(store =>
                store.CommitAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<IReadOnlyList<RowOperation>>(),
                    default
                )
            )
            .Returns(
                async (
                    string table,
                    string partition,
                    IReadOnlyList<RowOperation> operations,
                    CancellationToken cancel
                ) =>
                {
                    _commits.Add(table);
                    var fails = table == "Due" && failures-- > 0;
                    var etags = fails ? [] : await memory.CommitAsync(table, partition, operations, cancel);
                    return fails ? throw new RowStoreException("No answer.", mayHaveBeenApplied) : etags;
                }
            );
        return failing.Object;
    }
}
