using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.Storage.Tests.Ledger;

/// <summary>
/// The limits of one commit: 100 rows, including three for the team, 2,000,000 bytes of meters and 300,000 characters of
/// the journal block.
/// </summary>
public sealed class CommitBudgetTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly ProductId s_product = ProductId.Of("autocad");
    private static readonly MeteringContext s_context = new(
        MeteringOptions.Default,
        new RateCard([new DailyRate(s_product, Tokens.Whole(7), s_time.AddYears(-1))]),
        s_time
    );

    [Fact]
    public void Commit_has_room_for_96_meters_paid_by_one_order()
    {
        Assert.Equal(96, CommitBudget.MaxUnits);
        Assert.Equal(96, CountThatFit(Opened(120), Funded(orders: 1)));
    }

    [Fact]
    public void Every_order_that_pays_takes_a_row()
    {
        // Each event draws on a different order, so it needs two rows: a meter and a grant.
        Assert.Equal(48, CountThatFit(Opened(60), Funded(orders: 60, tokens: 7)));
    }

    [Fact]
    public void Duplicate_and_rejected_events_take_no_room()
    {
        var opened = Opened(96);
        var unknown = opened[0] with { Product = ProductId.Of("nosuchcad") };
        UsageSignalEvent[] events = [.. opened, .. Enumerable.Repeat(opened[0], 50), unknown];

        Assert.Equal(events.Length, CountThatFit(events, Funded(orders: 1)));
    }

    [Fact]
    public void Meter_that_changes_twice_takes_one_row()
    {
        var opened = Opened(96);
        var again = opened[0] with { Signal = new UsageSignal(SignalKinds.Opened, SessionId.Of("s2"), s_time) };

        Assert.Equal(97, CountThatFit([.. opened, again], Funded(orders: 1)));
    }

    [Fact]
    public void Size_of_meters_is_limited_and_counts_each_meter_once()
    {
        var before = Funded(orders: 1);
        var budget = new CommitBudget(before);
        var large = Large(2_000);
        var size = MeterSize.Estimate(large);
        var fits = Opened(50).TakeWhile(opened => budget.TryAdd(Changes(before, opened, large))).Count();

        Assert.Equal(2_000_000 / size, fits);
        Assert.True(budget.TryAdd(Changes(before, Opened(1)[0], large)));
        Assert.False(budget.TryAdd(Changes(before, Opened(1)[0], Large(4_000))));
    }

    [Fact]
    public void Size_of_one_meter_is_limited()
    {
        var before = Funded(orders: 1);
        Assert.True(new CommitBudget(before).TryAdd(Changes(before, Opened(1)[0], Large(4_000))));
        Assert.False(new CommitBudget(before).TryAdd(Changes(before, Opened(1)[0], Large(40_000))));
    }

    [Fact]
    public void Size_of_the_journal_block_is_limited()
    {
        var before = Funded(orders: 1);
        var opened = Opened(1)[0];
        // 900 characters for names, twice the source and id of the event, and 320 for each payment.
        var charge = Charged(opened, payments: 3);
        var size = 900 + (2 * ("/tests".Length + "e0".Length)) + (3 * 320);
        var budget = new CommitBudget(before);
        var fits = 0;
        while (budget.TryAdd(Changes(before, opened, Large(1), charge)))
        {
            fits++;
        }

        Assert.Equal(300_000 / size, fits);
    }

    [Fact]
    public void Block_within_the_budget_does_not_exceed_its_limit()
    {
        var before = Funded(orders: 1);
        var (batch, budget) = (UsageBatch.Of(before), new CommitBudget(before));
        foreach (var opened in Opened(90))
        {
            var decision = batch.After.Decide(opened, s_context);
            Assert.True(budget.TryAdd(decision));
            batch = batch.With(decision);
        }

        var (_, block) = TeamLedger
            .Of(AccountId.Of("acme"), TeamId.Of("design"))
            .Post(batch.Postings, batch.After.Pool, s_time);
        Assert.InRange(block.CanonicalText.Length, 1, 300_000);
    }

    private static int CountThatFit(IEnumerable<UsageSignalEvent> events, TeamUsage before)
    {
        var (batch, budget, fits) = (UsageBatch.Of(before), new CommitBudget(before), 0);
        foreach (var usage in events)
        {
            var decision = batch.After.Decide(usage, s_context);
            if (!budget.TryAdd(decision))
            {
                break;
            }

            batch = batch.With(decision);
            fits++;
        }

        return fits;
    }

    private static EventDecision Changes(
        TeamUsage before,
        UsageEvent usage,
        Meter changed,
        params Posting[] postings
    ) => new(usage, new UsageOutcome.Accepted(), before, changed, [.. postings]);

    private static Meter Large(int spans) =>
        Meter.Unused with
        {
            Sessions =
            [
                SessionActivity.Unseen(SessionId.Of("s1")) with
                {
                    Spans =
                    [
                        .. Enumerable
                            .Range(0, spans)
                            .Select(hour => ActivitySpan.Of(SignalKinds.Closed, s_time.AddHours(hour))),
                    ],
                },
            ],
        };

    private static Posting.Charged Charged(UsageEvent usage, int payments) =>
        new(
            usage.User,
            usage.Product,
            new WindowCharge(
                new ChargeWindow(s_time),
                Tokens.Whole(payments),
                [],
                [.. Enumerable.Range(0, payments).Select(i => new Payment(Grant(i, 7), Tokens.Whole(1)))]
            ),
            usage.Event
        );

    private static TeamUsage Funded(int orders, long tokens = 100_000) =>
        new(
            Enumerable.Range(0, orders).Aggregate(GrantPool.Empty, (pool, order) => pool.With(Grant(order, tokens))),
            ImmutableDictionary<MeterKey, Meter>.Empty
        );

    private static GrantKey Grant(int order, long tokens) =>
        new(s_time.AddYears(1), Tokens.Whole(tokens), OrderId.Of($"o{order:00}"));

    /// <summary>Returns one opened event for each of a number of users.</summary>
    private static UsageSignalEvent[] Opened(int users) =>
        [
            .. Enumerable
                .Range(0, users)
                .Select(user => new UsageSignalEvent(
                    new EventRef("/tests", $"e{user}"),
                    UserId.Of($"user{user:000}"),
                    s_product,
                    new UsageSignal(SignalKinds.Opened, SessionId.Of("s1"), s_time),
                    s_time
                )),
        ];
}
