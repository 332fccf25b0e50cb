using System.Collections.Immutable;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Decides usage events of a team on its ledger: load → decide → commit, as often as the batch needs commits.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="catalog">The rates.</param>
/// <param name="terms">The settings.</param>
/// <param name="metrics">Counts what became of events.</param>
public sealed class UsageIntake(LedgerStore ledger, Catalog catalog, MeteringOptions terms, UsageMetrics metrics)
{
    private static readonly CommitLimits s_limits = CommitLimits.AzureTables;

    /// <summary>Decides events in their order; what became of each.</summary>
    /// <param name="account">The account.</param>
    /// <param name="team">The team.</param>
    /// <param name="events">Its events.</param>
    /// <param name="messages">The message of each.</param>
    /// <param name="deadline">Until when lost races and failures of the store are tried again.</param>
    /// <param name="cancellationToken">Gives up; what was committed stays.</param>
    /// <exception cref="RowStoreException">The store failed until the deadline.</exception>
    /// <exception cref="RowConflictException">Races were lost until the deadline.</exception>
    internal async Task<IReadOnlyList<DecidedUsage>> DecideAsync(
        AccountId account,
        TeamId team,
        IReadOnlyList<UsageEvent> events,
        IReadOnlyList<MessageTrace> messages,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        var decided = new List<DecidedUsage>(events.Count);
        while (decided.Count < events.Count)
        {
            var left = WithFewRows(events.Skip(decided.Count));
            using var span = DecisionTrace.Start(account, team, messages[decided.Count]);
            var (outcomes, standing) = await ledger.DecideAsync(
                account,
                async transaction => (await DecideSomeAsync(transaction, team, left), transaction),
                deadline,
                cancellationToken
            );
            foreach (var (usage, outcome) in left.Zip(outcomes))
            {
                metrics.Count(usage, outcome);
            }

            DecisionTrace.Decided(span, messages.Skip(decided.Count).Take(outcomes.Length), standing.Id);
            decided.AddRange(outcomes.Select(outcome => new DecidedUsage(outcome, standing.Id)));
        }

        return decided;
    }

    /// <summary>Reads what events of a team are decided on.</summary>
    public static async Task<TeamUsage> LoadAsync(
        LedgerReader reader,
        TeamLedger team,
        IReadOnlyCollection<UsageEvent> events
    ) =>
        new(team.Pool, await reader.ReadMetersAsync(team.Team, events.Select(usage => usage.Meter).Distinct()))
        {
            Settled = await reader.ReadSettledAsync(
                events.OfType<ResultEvent>().Select(result => result.Event).Distinct()
            ),
            Admission = await reader.ReadAdmissionAsync(team, events.Select(usage => usage.User)),
        };

    /// <summary>Decides one event and writes nothing.</summary>
    public EventDecision Decide(TeamUsage before, UsageEvent usage, DateTimeOffset now) =>
        before.Decide(usage, terms, catalog.Rates, now);

    /// <summary>Decides as many of the events as one commit can hold.</summary>
    public UsageBatch Decide(TeamUsage before, IEnumerable<UsageEvent> events, DateTimeOffset now) =>
        UsageBatch.Decide(before, events, terms, catalog.Rates, s_limits, now);

    /// <summary>Writes what was decided of a team's events.</summary>
    public static async Task WriteAsync(LedgerTransaction transaction, TeamLedger before, UsageBatch batch)
    {
        if (!batch.Postings.IsEmpty)
        {
            await transaction.PostAsync(before, batch.After.Pool, batch.Postings);
        }

        foreach (var meter in batch.ChangedMeters)
        {
            transaction.WriteMeter(before.Team, meter, batch.After.Meters[meter]);
        }

        foreach (var result in batch.SettledResults)
        {
            transaction.WriteSettled(result, new SettledResult(before.Team, batch.After.Settled[result]));
        }
    }

    private async Task<ImmutableArray<UsageOutcome>> DecideSomeAsync(
        LedgerTransaction transaction,
        TeamId team,
        IReadOnlyList<UsageEvent> events
    )
    {
        while (true)
        {
            if (await transaction.ReadTeamAsync(team) is not { } before)
            {
                if (transaction.IsFresh(team))
                {
                    return [.. events.Select(_ => UnknownTeam(team))];
                }

                transaction.Refresh(team);
                continue;
            }

            if (before.Head.Fault is not null)
            {
                if (transaction.IsFresh(team))
                {
                    return [.. events.Select(_ => Broken(team))];
                }

                transaction.Refresh(team);
                continue;
            }

            var batch = Decide(await LoadAsync(transaction, before, events), events, transaction.Now);
            if (!RefreshWhatWasDenied(transaction, team, events, batch))
            {
                await WriteAsync(transaction, before, batch);
                return batch.Outcomes;
            }
        }
    }

    /// <summary>
    /// Nothing is denied on rows that were remembered: they may be stale, and a purchase may have come since. True if
    /// something was, and must be decided again on rows read now.
    /// </summary>
    private static bool RefreshWhatWasDenied(
        LedgerTransaction transaction,
        TeamId team,
        IReadOnlyList<UsageEvent> events,
        UsageBatch batch
    )
    {
        var denied = events
            .Zip(batch.Outcomes)
            .Where(pair =>
                pair.Second is UsageOutcome.Denied or UsageOutcome.Refused { Rejection.Code: RejectionCode.MeterFull }
            )
            .Select(pair => pair.First.Meter)
            .Where(meter => !transaction.IsFresh(team, meter))
            .Distinct()
            .ToList();
        denied.ForEach(meter => transaction.Refresh(team, meter));
        return denied.Count > 0;
    }

    /// <summary>The first events, so many that the meters and results they may write fit into one commit.</summary>
    private static List<UsageEvent> WithFewRows(IEnumerable<UsageEvent> events)
    {
        var (meters, results) = (new HashSet<MeterKey>(), new HashSet<EventRef>());
        return
        [
            .. events.TakeWhile(usage =>
            {
                meters.Add(usage.Meter);
                if (usage is ResultEvent result)
                {
                    results.Add(result.Event);
                }

                return meters.Count + results.Count <= s_limits.Meters;
            }),
        ];
    }

    private static UsageOutcome Broken(TeamId team) =>
        new UsageOutcome.Refused(
            new Rejection(
                RejectionCode.LedgerBroken,
                $"The ledger of team '{team}' does not add up; resubmit the message when it is mended."
            )
        );

    private static UsageOutcome UnknownTeam(TeamId team) =>
        new UsageOutcome.Refused(
            new Rejection(
                RejectionCode.UnknownTeam,
                $"Nobody has named team '{team}' yet: buy an order for it first.",
                "data.team"
            )
        );
}
