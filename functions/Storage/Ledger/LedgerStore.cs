using System.Collections.Concurrent;
using FlexFunctions.Domain;
using Polly;
using Polly.Retry;

namespace FlexFunctions.Storage;

/// <summary>
/// The ledger of all accounts: load → decide (pure) → commit, repeated after a lost race. A decision may run several
/// times, so its only effects are the writes of its transaction.
/// </summary>
public sealed class LedgerStore
{
    private static readonly ResiliencePropertyKey<DateTimeOffset> s_deadline = new("deadline");
    private static readonly ResiliencePropertyKey<DateTimeOffset> s_begun = new("begun");
    private static readonly ResiliencePropertyKey<int> s_atOnce = new("at-once");

    /// <summary>
    /// How many conflicts of a decision on cached rows are retried without delay. They show a stale cache rather than a
    /// race: the first names one stale row, and after the second all rows are read again.
    /// </summary>
    private const int StaleCache = 2;

    private readonly IRowStore _rows;
    private readonly RowCache _cache;
    private readonly TimeProvider _time;
    private readonly LedgerMetrics? _metrics;
    private readonly ResiliencePipeline _pipeline;
    private readonly MoneyLocks _locks = new();

    /// <summary>Creates a ledger in a row store.</summary>
    /// <param name="rows">The row store.</param>
    /// <param name="cache">The cached rows of this instance.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads the retries of several instances; a seeded one makes them repeatable.</param>
    /// <param name="metrics">Counts commits; optional.</param>
    public LedgerStore(IRowStore rows, RowCache cache, TimeProvider time, Random random, LedgerMetrics? metrics = null)
    {
        (_rows, _cache, _time, _metrics, Due) = (rows, cache, time, metrics, new DueTable(rows));
        var backoff = new Backoff(time, random);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = args => new ValueTask<bool>(
                        args.Outcome.Exception is RowConflictException or RowStoreException
                            && _time.GetUtcNow() < args.Context.Properties.GetValue(s_deadline, DateTimeOffset.MinValue)
                    ),
                    MaxRetryAttempts = int.MaxValue,
                    DelayGenerator = args => new ValueTask<TimeSpan?>(
                        args.Outcome.Exception is RowConflictException
                        && args.AttemptNumber < args.Context.Properties.GetValue(s_atOnce, 0)
                            ? TimeSpan.Zero
                            : backoff.After(
                                args.AttemptNumber,
                                args.Context.Properties.GetValue(s_begun, DateTimeOffset.MaxValue),
                                args.Outcome.Exception is RowConflictException
                            )
                    ),
                }
            )
            .Build();
    }

    /// <summary>The table of due work that commits announce.</summary>
    public DueTable Due { get; }

    /// <summary>
    /// Decides on rows that may be cached and stale. The decision is committed only if they are not stale, but nothing may
    /// be denied on them (<see cref="LedgerReader.DecideOnTeamAsync"/>).
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="decide">Reads, decides and writes; repeated after a lost race.</param>
    /// <param name="deadline">The instant until which lost races and failures of the store are retried.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="RowConflictException">Races were lost until the deadline.</exception>
    /// <exception cref="RowStoreException">The store failed until the deadline.</exception>
    public Task<T> DecideAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    ) => RunAsync(account, decide, freshOnly: false, Turn(account, deadline), deadline, cancellationToken);

    /// <summary>
    /// Decides on rows that each attempt reads from the store. Rows that are committed together may still be read before
    /// and after a commit; the row that is read first is then the older one.
    /// </summary>
    /// <inheritdoc cref="DecideAsync"/>
    public Task<T> DecideAfreshAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    ) => RunAsync(account, decide, freshOnly: true, Turn(account, deadline), deadline, cancellationToken);

    /// <summary>Reads rows from the store, without waiting for decisions on the same money.</summary>
    /// <inheritdoc cref="DecideAfreshAsync"/>
    public Task<T> ReadAsync<T>(
        AccountId account,
        Func<LedgerReader, Task<T>> read,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    ) => RunAsync(account, read, freshOnly: true, turn: null, deadline, cancellationToken);

    private MoneyTurn Turn(AccountId account, DateTimeOffset deadline) => new(_locks, account, _time, deadline);

    private async Task<T> RunAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        bool freshOnly,
        MoneyTurn? turn,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        using var _ = turn;
        var attempts = new Attempts<T>(this, account, decide, freshOnly, turn);
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        context.Properties.Set(s_deadline, deadline);
        context.Properties.Set(s_atOnce, freshOnly ? 0 : StaleCache);
        try
        {
            return await _pipeline.ExecuteAsync(async resilience => await attempts.NextAsync(resilience), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private void Count(LedgerTransaction applied)
    {
        if (applied.Id is not null)
        {
            _metrics?.CountCommit(applied.Posted);
        }
    }

    /// <summary>The attempts at one decision, and what later attempts must know of earlier ones.</summary>
    private sealed class Attempts<T>(
        LedgerStore store,
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        bool freshOnly,
        MoneyTurn? turn
    )
    {
        private readonly ConcurrentDictionary<string, CachedRows> _fresh = new(StringComparer.Ordinal);

        // Commits of earlier attempts whose outcome is unknown. Nothing may be decided again before it is known, and a
        // commit that was still on its way may be applied later.
        private readonly List<(LedgerTransaction Transaction, T Decision)> _unsure = [];
        private int _conflicts;

        /// <summary>Decides and commits, unless an earlier attempt turns out to be applied.</summary>
        public async Task<T> NextAsync(ResilienceContext context)
        {
            foreach (var (earlier, decided) in _unsure)
            {
                if (await earlier.IsAppliedAsync())
                {
                    store.Count(earlier);
                    return decided;
                }
            }

            if (freshOnly)
            {
                // A row of an earlier attempt would be older than the others.
                _fresh.Clear();
            }

            var transaction = Begin(context);
            T decision;
            try
            {
                decision = await decide(transaction);
            }
            catch (MoneyInUseException)
            {
                // Begins again on the rows and the time of its turn.
                await turn!.WaitAsync(context.CancellationToken);
                _fresh.Clear();
                return await NextAsync(context);
            }

            await CommitAsync(transaction, decision);
            store.Count(transaction);
            return decision;
        }

        private LedgerTransaction Begin(ResilienceContext context)
        {
            var now = store._time.GetUtcNow();
            context.Properties.Set(s_begun, now);
            var read = new ReadSet(
                store._rows,
                store._cache,
                account,
                _fresh,
                freshOnly || _conflicts > 1,
                turn,
                now,
                context.CancellationToken
            );
            return new LedgerTransaction(store._rows, store.Due, account, read, now, context.CancellationToken);
        }

        /// <summary>Commits. If no response arrives, asks the store whether the commit was applied.</summary>
        private async Task CommitAsync(LedgerTransaction transaction, T decision)
        {
            try
            {
                await transaction.CommitAsync();
            }
            catch (RowConflictException)
            {
                store._metrics?.CountConflict();
                // The store names one stale row at a time, and that row is read again. After the second conflict, all
                // rows are read again at once, instead of failing row by row.
                if (++_conflicts > 1)
                {
                    _fresh.Clear();
                }

                throw;
            }
            catch (RowStoreException failure) when (failure.MayHaveBeenApplied)
            {
                _unsure.Add((transaction, decision));
                if (!await transaction.IsAppliedAsync())
                {
                    throw;
                }
            }
        }
    }
}
