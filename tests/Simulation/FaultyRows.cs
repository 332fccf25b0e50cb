using FlexFunctions.Storage;

namespace FlexFunctions.Simulation;

/// <summary>The row store as one instance sees it, with latency and faults.</summary>
internal sealed class FaultyRows(SimulatedTables tables, Instance instance, Scheduler world, Faults faults) : IRowStore
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public Task<StoredRow?> ReadAsync(
        string table,
        string partition,
        string key,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            false,
            _ =>
                faults.IsDamaged(partition, key, world.Now)
                    ? throw new InvalidDataException($"Row '{key}' is damaged.")
                    : tables.Read(table, partition, key)
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRow>> ReadRangeAsync(
        string table,
        string partition,
        string from,
        string before,
        int atMost,
        CancellationToken cancellationToken
    ) => CallAsync(false, _ => tables.ReadRange(table, partition, from, before, atMost));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string?>> CommitAsync(
        string table,
        string partition,
        IReadOnlyList<RowOperation> operations,
        CancellationToken cancellationToken
    ) => CallAsync(true, call => tables.Commit(table, partition, operations, call));

    private async Task<T> CallAsync<T>(bool writes, Func<Call, T> act)
    {
        await instance.ContinueAsync();
        var call = Call.Current;
        var dice = call.Operation.Dice;
        var fault = faults.OfStore(dice, writes);
        await world.DelayAsync(Latency(dice, fault));
        await instance.ContinueAsync();
        if (faults.IsDown(world.Now))
        {
            throw new RowStoreException("The store is down.", mayHaveBeenApplied: false);
        }

        switch (fault)
        {
            case FaultKind.Throttled:
                throw new RowStoreException("The store is busy.", mayHaveBeenApplied: false);
            case FaultKind.TimedOut or FaultKind.DoneLate:
                if (fault == FaultKind.DoneLate)
                {
                    world.At(world.Now + Between(dice, 1, 40_000), () => TryAct(act, call));
                }

                await world.DelayAsync(s_timeout);
                throw new RowStoreException("No answer came.", mayHaveBeenApplied: writes);
            case FaultKind.CrashBefore:
                await instance.CrashAsync();
                break;
            default:
                break;
        }

        var answer = act(call);
        if (fault == FaultKind.CrashAfter)
        {
            await instance.CrashAsync();
        }

        await world.DelayAsync(Latency(dice, FaultKind.None));
        await instance.ContinueAsync();
        return fault == FaultKind.AnswerLost
            ? throw new RowStoreException("The answer was lost.", mayHaveBeenApplied: true)
            : answer;
    }

    private static void TryAct<T>(Func<Call, T> act, Call call)
    {
        try
        {
            act(call);
        }
        catch (RowConflictException)
        {
            // The late call conflicts, and its caller no longer waits for the answer.
        }
    }

    private static TimeSpan Latency(Random dice, FaultKind fault) =>
        fault == FaultKind.Slow ? Between(dice, 1_000, 20_000) : Between(dice, 1, 40);

    private static TimeSpan Between(Random dice, int from, int to) => TimeSpan.FromMilliseconds(dice.Next(from, to));
}
