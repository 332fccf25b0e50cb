using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Seats;

/// <summary>The effect of giving and taking a seat on use that is already proved (R8).</summary>
public sealed class SeatChangeTests
{
    private static readonly EventRef s_given = new("flexfunctions/seats", $"given {Monday("08:00"):O}");

    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Giving_a_seat_reverses_charges_for_later_use()
    {
        _team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        _team.GiveSeat(Monday("08:00"));
        Assert.Empty(_team.WindowStarts);
        Assert.Equal(100, _team.UsableAt(Monday("08:00")));
        Assert.Equal(s_given, Assert.Single(_team.Reversals).Event);
    }

    [Fact]
    public void Giving_a_seat_keeps_charges_for_earlier_use()
    {
        _team.Opened(Monday("07:59"));
        _team.GiveSeat(Monday("08:00"));
        Assert.Equal([Monday("07:59")], _team.WindowStarts);
        Assert.Empty(_team.Reversals);
    }

    [Fact]
    public void Taking_a_seat_charges_proved_later_use()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:04"), enqueuedAt: Monday("08:00"));
        _team.TakeSeat(Monday("08:00"));
        Assert.Equal([Monday("08:04")], _team.WindowStarts);
        Assert.Equal(
            new EventRef("flexfunctions/seats", $"taken {Monday("08:00"):O}"),
            Assert.Single(_team.Charges).Event
        );
    }

    [Fact]
    public void Taking_a_seat_closes_every_session_at_the_unpaid_window()
    {
        var team = new Team().GiveSeat(Monday("07:00"));
        team.Heartbeats(Monday("07:50"), Monday("08:05"), everyMinutes: 5, "s1");
        team.Heartbeat(Monday("08:00"), "s2");
        team.Heartbeat(Monday("08:04"), "s2", enqueuedAt: Monday("08:00"));
        team.TakeSeat(Monday("08:02"));
        Assert.Empty(team.Postings);
        Assert.Equal(["s1", "s2"], team.Meter.Sessions.Select(session => session.Session.Value));
        Assert.All(
            team.Meter.Sessions,
            session => Assert.True(Assert.Single(session.Spans).EndsInImpliedCloseAt(Monday("08:02")))
        );

        // No signals are connected across the implied close, and forgotten signals are accepted again.
        team.Buy("o1", 7, Monday("08:06"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:05"), "s1"));
        Assert.Equal([Monday("08:05")], team.WindowStarts);
    }

    [Fact]
    public void Taking_a_seat_with_shortage_separates_an_opened_from_its_closed()
    {
        var team = new Team().GiveSeat(Monday("07:00"));
        team.Opened(Monday("07:10"));
        team.Closed(Monday("08:04"), enqueuedAt: Monday("08:00"));
        team.TakeSeat(Monday("08:02"));
        Assert.Empty(team.Postings);
        team.Buy("o1", 100, Monday("08:05"));
        team.Closed(Monday("08:04"), enqueuedAt: Monday("08:06"));
        Assert.Empty(team.WindowStarts);
    }

    [Fact]
    public void Taking_a_seat_with_shortage_forgets_later_sessions()
    {
        var team = new Team().Buy("o1", 7, Monday("00:00"));
        team.Opened(Monday("08:00"), "s0");
        team.Closed(Monday("08:05"), "s0");
        team.GiveSeat(Tuesday("07:00"));
        team.Heartbeat(Tuesday("09:04"), "s1", enqueuedAt: Tuesday("09:00"));
        team.TakeSeat(Tuesday("09:00"));
        Assert.Equal([Monday("08:00")], team.WindowStarts);
        Assert.Equal("s0", Assert.Single(team.Meter.Sessions).Session.Value);
    }

    [Fact]
    public void Taking_a_seat_with_shortage_keeps_earlier_sessions()
    {
        var team = new Team().GiveSeat(Monday("07:00"));
        team.Heartbeat(Monday("08:00"), "s1");
        team.Heartbeat(Monday("08:14"), "s2", enqueuedAt: Monday("08:10"));
        team.TakeSeat(Monday("08:10"));
        Assert.Equal(
            ActivitySpan.Of(SignalKinds.Heartbeat, Monday("08:00")),
            Assert.Single(Assert.Single(team.Meter.Sessions).Spans)
        );
    }

    [Fact]
    public void Closed_at_an_implied_close_is_a_duplicate_but_a_heartbeat_is_not()
    {
        var team = new Team().GiveSeat(Monday("07:00"));
        team.Heartbeat(Monday("08:00"), "s1");
        team.Heartbeat(Monday("08:05"), "s1");
        team.TakeSeat(Monday("08:05"));
        team.Buy("o1", 100, Monday("08:06"));
        Assert.IsType<UsageOutcome.Duplicate>(team.Closed(Monday("08:05"), "s1"));
        Assert.IsType<UsageOutcome.Accepted>(team.Heartbeat(Monday("08:05"), "s1"));
        Assert.Equal([Monday("08:05")], team.WindowStarts);
    }

    [Fact]
    public void Seat_times_never_overlap_or_end_before_their_start()
    {
        var meter = Meter.Unused.WithSeatFrom(Monday("09:00")).WithSeatUntil(Monday("08:00"));
        Assert.Equal(new SeatTime(Monday("09:00"), Monday("09:00")), Assert.Single(meter.Seats));
        Assert.False(meter.HoldsSeat);
        var again = meter.WithSeatFrom(Monday("08:30"));
        Assert.Equal(new SeatTime(Monday("09:00"), null), again.Seats[^1]);
        Assert.True(again.HoldsSeat);
    }

    [Fact]
    public void Meter_forgets_old_seats_but_not_the_held_one()
    {
        _team.GiveSeat(Monday("08:00")).TakeSeat(Monday("09:00")).GiveSeat(Monday("10:00"));
        var forgetsAfter = Monday("09:00") + _team.Options.Memory;
        _team.Opened(forgetsAfter - Tick, "s1");
        Assert.Equal(2, _team.Meter.Seats.Length);
        _team.Opened(forgetsAfter, "s2");
        Assert.Equal(new SeatTime(Monday("10:00"), null), Assert.Single(_team.Meter.Seats));
        Assert.True(_team.Meter.HoldsSeat);
        Assert.Empty(_team.WindowStarts);
    }

    [Theory]
    [InlineData("07:59", false)]
    [InlineData("08:00", true)]
    [InlineData("08:59", true)]
    [InlineData("09:00", false)]
    public void Seat_covers_its_start_but_not_its_end(string clock, bool covers)
    {
        var meter = Meter.Unused.WithSeatFrom(Monday("08:00")).WithSeatUntil(Monday("09:00"));
        Assert.Equal(covers, meter.IsCovered(Monday(clock)));
        Assert.Equal(covers, meter.Seats[0].Covers(Monday(clock)));
    }

    [Fact]
    public void Seats_can_be_given_up_to_the_number_sold()
    {
        var (none, refused) = Subscription.None.Give();
        Assert.Null(none);
        Assert.Equal(RejectionCode.NoSeatLeft, refused!.Code);
        var two = Subscription.None.Sell(2).Subscription!.Give().Subscription!.Give().Subscription!;
        Assert.Equal(new Subscription(2, 2), two);
        Assert.Equal(
            new Rejection("no-seat-left", "All 2 seats are held; take one first, or buy more."),
            two.Give().Refusal
        );
        Assert.Equal(new Subscription(2, 2), two.Take().Give().Subscription);
    }

    [Fact]
    public void Number_sold_cannot_fall_below_the_number_held()
    {
        var held = new Subscription(5, 3);
        Assert.Equal(new Subscription(3, 3), held.Sell(3).Subscription);
        var (none, refused) = held.Sell(2);
        Assert.Null(none);
        Assert.Equal(new Rejection("seats-in-use", "3 seats are held; take 1 first.", "seats"), refused);
    }

    [Fact]
    public void Seat_is_given_up_to_500_changes_within_the_memory()
    {
        var team = new Team();
        for (var change = 0; change < 250; change++)
        {
            Assert.Null(SeatDecision.RefusalToGive(team.Meter, team.Options));
            team.GiveSeat(Monday("08:00").AddMinutes(change)).TakeSeat(Monday("08:00").AddMinutes(change));
        }

        Assert.Equal(500, team.Meter.SeatChanges);
        Assert.Equal(RejectionCode.TooManySeatChanges, SeatDecision.RefusalToGive(team.Meter, team.Options)?.Code);
        Assert.Null(
            SeatDecision.RefusalToGive(team.Meter.Forget(Monday("09:00").AddDays(15), team.Options), team.Options)
        );
    }
}
