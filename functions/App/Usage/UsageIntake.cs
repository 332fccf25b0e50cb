using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>Decides usage events of a team on its ledger: load → decide → commit, in as many commits as it takes.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="catalog">The rates.</param>
/// <param name="options">The metering options.</param>
/// <param name="metrics">Counts the outcomes.</param>
public sealed class UsageIntake(LedgerStore ledger, Catalog catalog, MeteringOptions options, UsageMetrics metrics)
{
    /// <summary>Decides events in their order and commits them.</summary>
    /// <param name="account">The account.</param>
    /// <param name="team">The team.</param>
    /// <param name="events">The events of the team.</param>
    /// <param name="deadline">The instant until which lost races and failures of the store are retried.</param>
    /// <param name="cancellationToken">Cancels the work; finished commits stay.</param>
    /// <exception cref="RowStoreException">The store failed until the deadline.</exception>
    /// <exception cref="RowConflictException">Races were lost until the deadline.</exception>
    internal async Task<IReadOnlyList<DecidedEvent>> DecideAsync(
        AccountId account,
        TeamId team,
        IReadOnlyList<ReceivedEvent> events,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        var decided = new List<DecidedEvent>(events.Count);
        while (decided.Count < events.Count)
        {
            var next = FirstThatFit(events.Skip(decided.Count));
            using var span = DecisionTrace.Start(account, team, next[0].Message.Trace);
            var (decision, transaction) = await ledger.DecideAsync(
                account,
                async transaction => (await DecideAsync(transaction, team, next), transaction),
                deadline,
                cancellationToken
            );
            DecisionTrace.Decided(span, decision.Select(standing => standing.Received.Message.Trace), transaction.Id);
            foreach (var (received, outcome, _) in decision)
            {
                metrics.Count(received.Usage, outcome);
                decided.Add(new DecidedEvent(received, outcome, outcome.ChangesState ? transaction.Id : null));
            }
        }

        return decided;
    }

    /// <summary>Decides one event; writes nothing.</summary>
    public EventDecision Decide(TeamUsage before, UsageEvent usage, DateTimeOffset now)
    {
        var decision = before.Decide(usage, new MeteringContext(options, catalog.Rates, now));
        return new CommitBudget(before).TryAdd(decision) ? decision : before.Refuse(usage, TooLarge(usage));
    }

    /// <summary>Loads, decides and writes as many of the events as one commit can hold.</summary>
    private async Task<IReadOnlyList<DecidedEvent>> DecideAsync(
        LedgerTransaction transaction,
        TeamId team,
        IReadOnlyList<ReceivedEvent> events
    )
    {
        var (before, batch, decided) = await transaction.DecideOnTeamAsync(
            team,
            async ledger =>
                ledger is null ? Refused(events, UnknownTeam(team))
                : ledger.Head.Fault is not null ? Refused(events, LedgerBroken(team))
                : Decide(
                    ledger,
                    await transaction.ReadUsageAsync(ledger, [.. events.Select(received => received.Usage)]),
                    events,
                    transaction.Now
                ),
            decision => decision.DeniedMeters
        );
        if (before is not null && batch is not null)
        {
            await transaction.WriteUsageAsync(before, batch);
        }

        return decided;
    }

    private Decision Decide(TeamLedger team, TeamUsage before, IReadOnlyList<ReceivedEvent> events, DateTimeOffset now)
    {
        var (batch, budget, decided) = (UsageBatch.Of(before), new CommitBudget(before), new List<DecidedEvent>());
        foreach (var received in events)
        {
            var decision = batch.After.Decide(received.Usage, new MeteringContext(options, catalog.Rates, now));
            if (!budget.TryAdd(decision))
            {
                if (decided.Count > 0)
                {
                    break;
                }

                // Not even a commit of its own can hold the event.
                decision = before.Refuse(received.Usage, TooLarge(received.Usage));
            }

            batch = batch.With(decision);
            decided.Add(new DecidedEvent(received, decision.Outcome));
        }

        return new Decision(team, batch, decided);
    }

    /// <summary>Returns the first events, as many as one commit can hold if each changes a row of its own.</summary>
    private static List<ReceivedEvent> FirstThatFit(IEnumerable<ReceivedEvent> events)
    {
        var (meters, results) = (new HashSet<MeterKey>(), new HashSet<EventRef>());
        return
        [
            .. events.TakeWhile(received =>
            {
                meters.Add(received.Usage.Meter);
                if (received.Usage is ResultEvent result)
                {
                    results.Add(result.Event);
                }

                return meters.Count + results.Count <= CommitBudget.MaxUnits;
            }),
        ];
    }

    private static Decision Refused(IReadOnlyList<ReceivedEvent> events, Rejection rejection) =>
        new(
            null,
            null,
            [.. events.Select(received => new DecidedEvent(received, new UsageOutcome.Refused(rejection)))]
        );

    private static Rejection UnknownTeam(TeamId team) =>
        new(RejectionCode.UnknownTeam, $"Team '{team}' does not exist yet: buy an order for it first.", "data.team");

    private static Rejection LedgerBroken(TeamId team) =>
        new(
            RejectionCode.LedgerBroken,
            $"The ledger of team '{team}' does not add up. Resubmit the message when it is repaired."
        );

    private static Rejection TooLarge(UsageEvent usage) =>
        new(
            RejectionCode.TooManyPayments,
            $"The event moves charges of '{usage.User}' that too many small orders paid. No single commit can hold it."
        );

    /// <summary>The decision on some events of a team.</summary>
    /// <param name="Team">The ledger that they were decided on; null if they were refused altogether.</param>
    /// <param name="Batch">Their changes.</param>
    /// <param name="Events">The events with their outcomes, in order.</param>
    private sealed record Decision(TeamLedger? Team, UsageBatch? Batch, IReadOnlyList<DecidedEvent> Events)
    {
        /// <summary>
        /// The meters of events that are denied, which remember the denial, and of events that no commit can hold.
        /// </summary>
        public IEnumerable<(MeterKey Meter, bool IsWritten)> DeniedMeters =>
            from decided in Events
            where
                decided.Outcome
                    is UsageOutcome.Denied
                        or UsageOutcome.Refused { Rejection.Code: RejectionCode.TooManyPayments }
            select (
                decided.Received.Usage.Meter,
                decided is { Outcome: UsageOutcome.Denied, Received.Usage: UsageSignalEvent }
            );
    }
}
