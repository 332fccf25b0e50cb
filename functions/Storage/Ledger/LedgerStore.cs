using System.Collections.Concurrent;
using FlexFunctions.Domain;
using Polly;
using Polly.Retry;

namespace FlexFunctions.Storage;

/// <summary>
/// The ledger of all accounts: load → decide (pure) → commit, and again if somebody else was faster. A decision may be
/// taken several times, so it has no side effects but the writes of its transaction.
/// </summary>
public sealed class LedgerStore
{
    private static readonly ResiliencePropertyKey<DateTimeOffset> s_deadline = new("deadline");

    private readonly IRowStore _rows;
    private readonly RowCache _cache;
    private readonly TimeProvider _time;
    private readonly LedgerMetrics? _metrics;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>A ledger in a row store.</summary>
    /// <param name="rows">Where the rows are.</param>
    /// <param name="cache">What this instance remembers of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads the retries of several instances; a seeded one replays.</param>
    /// <param name="metrics">Counts commits; null if nobody does.</param>
    public LedgerStore(IRowStore rows, RowCache cache, TimeProvider time, Random random, LedgerMetrics? metrics = null)
    {
        (_rows, _cache, _time, _metrics, Due) = (rows, cache, time, metrics, new DueTable(rows));
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = args => new ValueTask<bool>(
                        args.Outcome.Exception is RowConflictException or RowStoreException
                            && _time.GetUtcNow() < args.Context.Properties.GetValue(s_deadline, DateTimeOffset.MinValue)
                    ),
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(50),
                    MaxDelay = TimeSpan.FromSeconds(5),
                    Randomizer = random.NextDouble,
                    DelayGenerator = args => new ValueTask<TimeSpan?>(
                        args.Outcome.Exception is RowConflictException && args.AttemptNumber < AtOnce
                            ? TimeSpan.Zero
                            : null
                    ),
                }
            )
            .Build();
    }

    /// <summary>What commits announce to whoever does what becomes due.</summary>
    public DueTable Due { get; }

    /// <summary>
    /// How often a lost race is decided again at once. A stale cache takes a few tries; more means that somebody else
    /// writes the same rows all the time, and waiting a little helps both.
    /// </summary>
    private const int AtOnce = 8;

    /// <summary>
    /// Decides on rows that may be remembered and stale. What is decided is committed only if they are not; but nothing
    /// may be denied on them (<see cref="LedgerReader.Refresh(TeamId)"/>).
    /// </summary>
    /// <param name="account">Whose rows.</param>
    /// <param name="decide">Reads, decides and writes; called again when a race was lost.</param>
    /// <param name="deadline">Until when lost races and failures of the store are tried again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RowConflictException">Races were lost until the deadline.</exception>
    /// <exception cref="RowStoreException">The store failed until the deadline.</exception>
    public Task<T> DecideAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    ) => RunAsync(account, decide, freshOnly: false, deadline, cancellationToken);

    /// <summary>
    /// Decides on rows as they are in the store now, each try on rows of its own. Rows that are committed together may
    /// still be read before and after a commit: what is read first is then the older.
    /// </summary>
    /// <inheritdoc cref="DecideAsync"/>
    public Task<T> DecideAfreshAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    ) => RunAsync(account, decide, freshOnly: true, deadline, cancellationToken);

    private async Task<T> RunAsync<T>(
        AccountId account,
        Func<LedgerTransaction, Task<T>> decide,
        bool freshOnly,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        context.Properties.Set(s_deadline, deadline);
        var fresh = new ConcurrentDictionary<string, CachedRows>(StringComparer.Ordinal);
        var conflicts = 0;
        // Commits of earlier tries of which it is not known whether they stand. Their decision must not be taken again
        // before that is known, and one that was still on its way may come to stand later.
        var unsure = new List<(LedgerTransaction Transaction, T Decision)>();
        try
        {
            return await _pipeline.ExecuteAsync(
                async resilience =>
                {
                    foreach (var (earlier, decided) in unsure)
                    {
                        if (await earlier.StandsAsync())
                        {
                            Count(earlier);
                            return decided;
                        }
                    }

                    if (freshOnly)
                    {
                        // Rows of one try belong together: a row of an earlier one would be older than the others.
                        fresh.Clear();
                    }

                    var now = _time.GetUtcNow();
                    var read = new ReadSet(
                        _rows,
                        _cache,
                        account,
                        fresh,
                        freshOnly || conflicts > 1,
                        now,
                        resilience.CancellationToken
                    );
                    var transaction = new LedgerTransaction(
                        _rows,
                        Due,
                        account,
                        read,
                        now,
                        resilience.CancellationToken
                    );
                    var decision = await decide(transaction);
                    try
                    {
                        await transaction.CommitAsync();
                    }
                    catch (RowConflictException)
                    {
                        _metrics?.CountConflict();
                        // The store names one stale row at a time, and that row is read again. After the second,
                        // somebody else is busy with the same rows: all of them are read again at once, instead of
                        // failing row by row.
                        if (++conflicts > 1)
                        {
                            fresh.Clear();
                        }

                        throw;
                    }
                    catch (RowStoreException failure) when (failure.MayHaveBeenApplied)
                    {
                        unsure.Add((transaction, decision));
                        if (!await transaction.StandsAsync())
                        {
                            throw;
                        }
                    }

                    Count(transaction);
                    return decision;
                },
                context
            );
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private void Count(LedgerTransaction standing)
    {
        if (standing.Id is not null)
        {
            _metrics?.CountCommit(standing.Posted);
        }
    }
}
