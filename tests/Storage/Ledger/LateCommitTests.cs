using FlexFunctions.Domain;
using Moq;

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
        using var memory = SqliteRowStore.OpenMemory();
        var late = new Mock<IRowStore>();
        IReadOnlyList<RowOperation>? onItsWay = null;
        late.Setup(store => store.ReadAsync("Ledger", s_account.Value, It.IsAny<string>(), default))
            .Returns(
                (string table, string partition, string key, CancellationToken cancel) =>
                    memory.ReadAsync(table, partition, key, cancel)
            );
        late.Setup(store =>
                store.CommitAsync("Ledger", s_account.Value, It.IsAny<IReadOnlyList<RowOperation>>(), default)
            )
            .Returns(
                async (
                    string table,
                    string partition,
                    IReadOnlyList<RowOperation> operations,
                    CancellationToken cancel
                ) =>
                {
                    if (onItsWay is null)
                    {
                        onItsWay = operations;
                        throw new RowStoreException("No answer in time.", mayHaveBeenApplied: true);
                    }

                    // Now, when it has been looked for in vain and is tried again, the first one arrives.
                    await memory.CommitAsync(table, partition, onItsWay, cancel);
                    return await memory.CommitAsync(table, partition, operations, cancel);
                }
            );
        var ledger = new LedgerStore(late.Object, new RowCache(), new SkippingClock(s_now), new Random(1));
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
        Assert.NotNull(await memory.ReadAsync("Ledger", s_account.Value, "account", default));
    }
}
