using System.Collections.Immutable;

namespace FlexFunctions.Domain.Tests.Building;

/// <summary>
/// A team for tests that read as a story. Purchases and usage events are decided by the product and posted immediately.
/// After every posting, the ledger is recomputed from its journal and must be conserved (R18).
/// </summary>
public sealed partial class Team(MeteringOptions? options = null, RateCard? rates = null, TeamId? id = null)
{
    private int _events;

    public static readonly AccountId Account = AccountId.Of("acme");
    public static readonly TeamId Id = TeamId.Of("design");

    public MeteringOptions Options { get; } = options ?? MeteringOptions.Default;
    public RateCard Rates { get; } = rates ?? Building.Rates.Card;
    public TeamUsage Usage { get; private set; } = new(GrantPool.Empty, ImmutableDictionary<MeterKey, Meter>.Empty);
    public TeamLedger Ledger { get; private set; } = TeamLedger.Of(Account, id ?? Id);
    public RecomputedLedger Recomputed { get; private set; } = RecomputedLedger.Empty;
    public StandingCharges Standing { get; private set; } = StandingCharges.None;
    public List<JournalBlock> Journal { get; } = [];

    public IEnumerable<Posting> Postings => Journal.SelectMany(block => block.Postings);
    public IEnumerable<Posting.Charged> Charges => Postings.OfType<Posting.Charged>();
    public IEnumerable<Posting.Reversed> Reversals => Postings.OfType<Posting.Reversed>();
    public IEnumerable<Posting.Declined> Declines => Postings.OfType<Posting.Declined>();

    /// <summary>Buys tokens in Great Britain by card.</summary>
    public Team Buy(string order, long tokens, DateTimeOffset at)
    {
        var purchase = Purchase.Decide(
            OrderId.Of(order),
            Account,
            Sample.Request(tokens),
            Domain.Account.New,
            Usage.Pool,
            Sample.Prices,
            at
        );
        var accepted = Assert.IsType<Purchase.Accepted>(purchase);
        return Apply(accepted.Pool, accepted.Posting, at);
    }

    /// <summary>Replaces the grants of the team and posts the change.</summary>
    public Team Apply(GrantPool pool, Posting? posting, DateTimeOffset at)
    {
        Usage = Usage with { Pool = pool };
        if (posting is not null)
        {
            Post([posting], at);
        }

        return this;
    }

    /// <summary>Returns the context of a decision at an instant.</summary>
    public MeteringContext Context(DateTimeOffset now) => new(Options, Rates, now);

    /// <summary>Returns the tokens that can be spent at an instant.</summary>
    public decimal UsableAt(DateTimeOffset instant) => Usage.Pool.UsableAt(instant).Value;

    /// <summary>Returns the remaining tokens of an order.</summary>
    public decimal RemainingOf(string order) =>
        Usage.Pool.Remaining.Single(grant => grant.Key.Order.Value == order).Value.Value;

    public UsageOutcome Opened(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        Send(SignalKinds.Opened, time, session, enqueuedAt);

    public UsageOutcome Heartbeat(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        Send(SignalKinds.Heartbeat, time, session, enqueuedAt);

    public UsageOutcome Closed(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        Send(SignalKinds.Closed, time, session, enqueuedAt);

    /// <summary>Sends heartbeats from one instant to another, inclusive.</summary>
    public Team Heartbeats(DateTimeOffset from, DateTimeOffset to, int everyMinutes, string session = "s1")
    {
        for (var time = from; time <= to; time += TimeSpan.FromMinutes(everyMinutes))
        {
            Heartbeat(time, session);
        }

        return this;
    }

    /// <summary>
    /// Decides a usage signal and posts the result. It is enqueued at its own time by default.
    /// </summary>
    public UsageOutcome Send(
        SignalKinds kind,
        DateTimeOffset time,
        string session = "s1",
        DateTimeOffset? enqueuedAt = null,
        string user = "priscilla",
        string product = "autocad",
        DateTimeOffset? now = null
    )
    {
        var origin = new EventRef("/tests", $"e{++_events}");
        var signal = new UsageSignal(kind, SessionId.Of(session), time);
        var enqueued = enqueuedAt ?? time;
        return Decide(
            new UsageSignalEvent(origin, UserId.Of(user), ProductId.Of(product), signal, enqueued),
            now ?? enqueued
        );
    }

    public UsageOutcome Decide(UsageEvent usage, DateTimeOffset now)
    {
        var decision = Usage.Decide(usage, Context(now));
        Usage = decision.After;
        if (!decision.Postings.IsEmpty)
        {
            Post(decision.Postings, now);
        }

        Assert.Equal(Ledger.Pool, Usage.Pool);
        return decision.Outcome;
    }

    /// <summary>Returns the charges of a meter that are posted and not reversed, in order of their start.</summary>
    public IReadOnlyList<WindowCharge> ActiveChargesOf(string user = "priscilla", string product = "autocad")
    {
        var (meter, active) = (
            (UserId.Of(user), ProductId.Of(product)),
            new SortedDictionary<DateTimeOffset, WindowCharge>()
        );
        foreach (var posting in Postings)
        {
            switch (posting)
            {
                case Posting.Charged charged when (charged.User, charged.Product) == meter:
                    active.Add(charged.Charge.Window.Start, charged.Charge);
                    break;
                case Posting.Reversed reversed when (reversed.User, reversed.Product) == meter:
                    Assert.True(active.Remove(reversed.Reversal.Window.Start), "a reversal reverses a charge");
                    break;
                default:
                    break;
            }
        }

        return [.. active.Values];
    }

    /// <summary>The starts of the windows charged for Priscilla and AutoCAD and not reversed.</summary>
    public DateTimeOffset[] WindowStarts => [.. ActiveChargesOf().Select(charge => charge.Window.Start)];

    private void Post(ImmutableArray<Posting> postings, DateTimeOffset now)
    {
        (Ledger, var block) = Ledger.Post(postings, Usage.Pool, now);
        Journal.Add(block);
        Recomputed = Recomputed.Apply(CanonicalJournal.Read(block.CanonicalText));
        Standing = Standing.Apply(block);
        Assert.Empty(Conservation.Violations(Recomputed, Ledger.Head, Ledger.Pool));
        Assert.All(Usage.Pool.Remaining.Values, left => Assert.True(left >= Tokens.Zero));
    }
}
