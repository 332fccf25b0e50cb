using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Reports;

/// <summary>Usage by any grouping adds up to the charges of the journal that stand (R20).</summary>
public sealed class UsageReportTests
{
    private static readonly ImmutableArray<UsageDimension>[] s_groupings =
    [
        [],
        [UsageDimension.Day],
        [UsageDimension.User],
        [UsageDimension.Product, UsageDimension.User],
        [UsageDimension.Team, UsageDimension.Day, UsageDimension.Product, UsageDimension.User],
    ];

    /// <summary>A signal: user, product, session, kind, hours after Monday, and hours until it was enqueued.</summary>
    private static readonly Gen<(int User, int Product, int Session, int Kind, int Time, int Late)> s_signal =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[0, 200], Gen.Int[0, 60]);

    [Fact]
    public void Every_grouping_adds_up_to_the_standing_charges() =>
        s_signal
            .Array[1, 30]
            .Sample(
                signals =>
                {
                    var team = Play(signals);
                    var standing = Standing(team);
                    foreach (var by in s_groupings)
                    {
                        var report = Report(team, DateOnly.MinValue, DateOnly.MaxValue, by);
                        Assert.Equal(standing.Count, report.Total.Windows);
                        Assert.Equal(Tokens.Sum(standing.Select(charge => charge.Rate)), report.Total.Tokens);
                        Assert.Equal(standing.Sum(Cost), report.Total.Costs.Values.Sum());
                        AssertEqual(report.Total, Sum(report));
                    }
                },
                iter: Iterations.Of(500)
            );

    [Fact]
    public void Days_add_up_to_their_period() =>
        s_signal
            .Array[1, 30]
            .Sample(
                signals =>
                {
                    var team = Play(signals);
                    var first = DateOnly.FromDateTime(Monday("00:00").Date);
                    foreach (var day in Enumerable.Range(0, 10))
                    {
                        var (from, to) = (first.AddDays(day), first.AddDays(day + 2));
                        Assert.Equal(
                            Standing(team)
                                .Count(charge =>
                                    DateOnly.FromDateTime(charge.Window.Start.Date) is var of && from <= of && of <= to
                                ),
                            Report(team, from, to, [UsageDimension.Day]).Total.Windows
                        );
                    }
                },
                iter: Iterations.Of(200)
            );

    [Fact]
    public void Pages_are_the_rows_of_the_whole_report() =>
        Gen.Select(s_signal.Array[1, 30], Gen.Int[1, 4])
            .Sample(
                (signals, size) =>
                {
                    var (team, by) = (Play(signals), s_groupings[^1]);
                    var (pages, after) = (new List<UsageKey>(), (UsageKey?)null);
                    do
                    {
                        var page = Report(team, DateOnly.MinValue, DateOnly.MaxValue, by, after, size);
                        Assert.True(page.Rows.Count() <= size);
                        pages.AddRange(page.Rows.Select(row => row.Key));
                        after = page.Continuation;
                    } while (after is not null);

                    var whole = Report(team, DateOnly.MinValue, DateOnly.MaxValue, by);
                    Assert.Equal(whole.Rows.Select(row => row.Key), pages);
                },
                iter: Iterations.Of(200)
            );

    [Fact]
    public void Reversed_charge_leaves_no_row()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Opened(Tuesday("09:00"));
        team.Opened(Monday("23:00"), "s2", enqueuedAt: Tuesday("10:00"));

        var row = Assert.Single(Report(team, DateOnly.MinValue, DateOnly.MaxValue, [UsageDimension.Day]).Rows);

        Assert.Equal((DateOnly.FromDateTime(Monday("23:00").Date), 1L), (row.Key.Day!.Value, row.Figures.Windows));
    }

    private static Team Play(IEnumerable<(int User, int Product, int Session, int Kind, int Time, int Late)> signals)
    {
        var team = new Team().Buy("o1", 30, Monday("00:00")).Buy("o2", 10_000, Monday("00:00"));
        foreach (var signal in signals.OrderBy(signal => signal.Time + signal.Late))
        {
            team.Send(
                (SignalKinds)(1 << signal.Kind),
                Monday("08:00").AddHours(signal.Time),
                $"s{signal.Session}",
                Monday("08:00").AddHours(signal.Time + signal.Late),
                $"user{signal.User}",
                signal.Product == 0 ? "autocad" : "maya"
            );
        }

        return team;
    }

    private static UsageReport Report(
        Team team,
        DateOnly from,
        DateOnly to,
        ImmutableArray<UsageDimension> by,
        UsageKey? after = null,
        int size = int.MaxValue
    )
    {
        var report = new UsageReport(new(from, to, at => DateOnly.FromDateTime(at.UtcDateTime), by), after, size);
        team.Journal.ForEach(block => report.Add(block, order => new Money(PriceOf(order), "GBP")));
        return report;
    }

    private static decimal PriceOf(OrderId order) => order.Value == "o1" ? 3.5m : 2.25m;

    private static decimal Cost(WindowCharge charge) =>
        charge.AsCharged.Payments.Sum(payment => payment.Tokens.Value * PriceOf(payment.Grant.Order));

    /// <summary>The charges that no reversal has removed, found by removing them one by one.</summary>
    private static List<WindowCharge> Standing(Team team) =>
        [
            .. from user in Enumerable.Range(0, 3)
            from product in new[] { "autocad", "maya" }
            from charge in team.ActiveChargesOf($"user{user}", product)
            select charge,
        ];

    private static UsageFigures Sum(UsageReport report) =>
        report.Rows.Aggregate(
            UsageFigures.None,
            (sum, row) =>
                new UsageFigures(
                    sum.Windows + row.Figures.Windows,
                    sum.Results + row.Figures.Results,
                    sum.Tokens + row.Figures.Tokens,
                    sum.CloudCredits + row.Figures.CloudCredits,
                    row.Figures.Costs.Aggregate(
                        sum.Costs,
                        (costs, cost) => costs.SetItem(cost.Key, costs.GetValueOrDefault(cost.Key) + cost.Value)
                    )
                )
        );

    private static void AssertEqual(UsageFigures left, UsageFigures right)
    {
        Assert.Equal(left with { Costs = UsageFigures.None.Costs }, right with { Costs = UsageFigures.None.Costs });
        Assert.Equal(left.Costs, right.Costs);
    }
}
