using System.Collections.Immutable;

namespace FlexFunctions.Domain.Tests.Building;

/// <summary>
/// A team of the product under test, told as a story: it buys, its users are seen, each event is decided and posted at
/// once, and after every posting the ledger is recomputed from its journal and must be conserved (R18).
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
    public List<JournalBlock> Journal { get; } = [];

    public IEnumerable<Posting> Postings => Journal.SelectMany(block => block.Postings);
    public IEnumerable<Posting.Charged> Charges => Postings.OfType<Posting.Charged>();
    public IEnumerable<Posting.Reversed> Reversals => Postings.OfType<Posting.Reversed>();
    public IEnumerable<Posting.Declined> Declines => Postings.OfType<Posting.Declined>();

    /// <summary>Buys in Great Britain at one pound a token; the grant is the team's from then on.</summary>
    public Team Buy(string order, long tokens, DateTimeOffset at)
    {
        var purchase = Purchase.Decide(
            OrderId.Of(order),
            Account,
            Asked.For(tokens),
            Domain.Account.New,
            Usage.Pool,
            Asked.Prices,
            at
        );
        var accepted = Assert.IsType<Purchase.Accepted>(purchase);
        return Take(accepted.Pool, accepted.Posting, at);
    }

    /// <summary>The team with grants that changed, and the line that says so.</summary>
    public Team Take(GrantPool pool, Posting? posting, DateTimeOffset at)
    {
        Usage = Usage with { Pool = pool };
        if (posting is not null)
        {
            Post([posting], at);
        }

        return this;
    }

    /// <summary>The context of a decision at an instant.</summary>
    public MeteringContext Context(DateTimeOffset now) => new(Options, Rates, now);

    /// <summary>What can be spent.</summary>
    public decimal UsableAt(DateTimeOffset instant) => Usage.Pool.UsableAt(instant).Value;

    /// <summary>What is left of an order.</summary>
    public decimal LeftOf(string order) =>
        Usage.Pool.Remaining.Single(grant => grant.Key.Order.Value == order).Value.Value;

    public UsageOutcome Opened(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        See(SignalKinds.Opened, time, session, enqueuedAt);

    public UsageOutcome Heartbeat(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        See(SignalKinds.Heartbeat, time, session, enqueuedAt);

    public UsageOutcome Closed(DateTimeOffset time, string session = "s1", DateTimeOffset? enqueuedAt = null) =>
        See(SignalKinds.Closed, time, session, enqueuedAt);

    /// <summary>Heartbeats from one instant to another, both included.</summary>
    public Team Beats(DateTimeOffset from, DateTimeOffset to, int everyMinutes, string session = "s1")
    {
        for (var time = from; time <= to; time += TimeSpan.FromMinutes(everyMinutes))
        {
            Heartbeat(time, session);
        }

        return this;
    }

    /// <summary>
    /// Decides an event and posts what it leads to. The queue takes it in at its own time unless told.
    /// </summary>
    public UsageOutcome See(
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
        var seen = enqueuedAt ?? time;
        return Decide(new UsageSignalEvent(origin, UserId.Of(user), ProductId.Of(product), signal, seen), now ?? seen);
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

    /// <summary>The charges of a meter that stand by the journal: posted, and not reversed since; in order.</summary>
    public IReadOnlyList<WindowCharge> StandingOf(string user = "priscilla", string product = "autocad")
    {
        var (of, standing) = (
            (UserId.Of(user), ProductId.Of(product)),
            new SortedDictionary<DateTimeOffset, WindowCharge>()
        );
        foreach (var posting in Postings)
        {
            switch (posting)
            {
                case Posting.Charged charged when (charged.User, charged.Product) == of:
                    standing.Add(charged.Charge.Window.Start, charged.Charge);
                    break;
                case Posting.Reversed reversed when (reversed.User, reversed.Product) == of:
                    Assert.True(standing.Remove(reversed.Reversal.Window.Start), "a reversal reverses a charge");
                    break;
                default:
                    break;
            }
        }

        return [.. standing.Values];
    }

    /// <summary>Where the standing windows of Priscilla's AutoCAD start.</summary>
    public DateTimeOffset[] Starts => [.. StandingOf().Select(charge => charge.Window.Start)];

    private void Post(ImmutableArray<Posting> postings, DateTimeOffset now)
    {
        (Ledger, var block) = Ledger.Post(postings, Usage.Pool, now);
        Journal.Add(block);
        Recomputed = Recomputed.Apply(CanonicalJournal.Read(block.CanonicalText));
        Assert.Empty(Conservation.Violations(Recomputed, Ledger.Head, Ledger.Pool));
        Assert.All(Usage.Pool.Remaining.Values, left => Assert.True(left >= Tokens.Zero));
    }
}
