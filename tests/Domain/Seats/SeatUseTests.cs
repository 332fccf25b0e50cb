using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Seats;

/// <summary>A seat covers use in [given, taken); only uncovered use is charged (R8).</summary>
public sealed class SeatUseTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Covered_use_is_recorded_and_costs_nothing()
    {
        _team.GiveSeat(Monday("07:00"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:00")));
        Assert.IsType<UsageOutcome.Duplicate>(_team.Opened(Monday("08:00")));
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Thursday("08:00")));
        Assert.Empty(_team.WindowStarts);
        Assert.Equal(100, _team.UsableAt(Thursday("08:00")));
    }

    [Fact]
    public void Covered_use_needs_no_tokens() =>
        Assert.IsType<UsageOutcome.Accepted>(new Team().GiveSeat(Monday("08:00")).Opened(Monday("08:00")));

    [Fact]
    public void Use_exactly_when_the_seat_is_given_is_covered()
    {
        _team.GiveSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Empty(_team.WindowStarts);
    }

    [Fact]
    public void Use_a_tick_before_the_seat_is_given_is_charged()
    {
        _team.GiveSeat(Monday("08:00"));
        _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00"));
        Assert.Equal([Monday("08:00") - Tick], _team.WindowStarts);
    }

    [Fact]
    public void Use_a_tick_before_the_seat_is_taken_is_covered()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00"));
        Assert.Empty(_team.WindowStarts);
    }

    [Fact]
    public void Use_exactly_when_the_seat_is_taken_is_charged()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Use_that_continues_after_the_seat_is_charged_from_its_end()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Heartbeats(Monday("08:00"), Monday("08:30"), everyMinutes: 10);
        _team.TakeSeat(Monday("08:33"));
        Assert.Empty(_team.WindowStarts);
        _team.Heartbeat(Monday("08:40"));
        Assert.Equal([Monday("08:33")], _team.WindowStarts);
    }

    [Fact]
    public void Closing_exactly_when_the_seat_is_taken_is_free()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:00"));
        _team.TakeSeat(Monday("09:00"));
        _team.Closed(Monday("09:00"));
        Assert.Empty(_team.WindowStarts);
        _team.Heartbeat(Monday("09:00"));
        Assert.Equal([Monday("09:00")], _team.WindowStarts);
    }

    [Fact]
    public void Use_that_began_before_the_seat_is_charged_until_its_start()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        _team.Closed(Thursday("08:00"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Taking_a_seat_during_use_starts_a_window()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Tuesday("07:00"));
        _team.TakeSeat(Tuesday("12:00"));
        _team.Closed(Tuesday("17:00"));
        Assert.Equal([Monday("08:00"), Tuesday("12:00")], _team.WindowStarts);
    }

    [Fact]
    public void Window_still_running_after_the_seat_pays_until_its_end()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        _team.TakeSeat(Monday("10:00"));
        _team.Closed(Tuesday("17:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Windows_chain_around_several_seats()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("20:00")).TakeSeat(Tuesday("09:00")).GiveSeat(Tuesday("10:00"));
        _team.TakeSeat(Wednesday("11:00"));
        _team.Closed(Thursday("12:00"));
        Assert.Equal([Monday("08:00"), Tuesday("09:00"), Wednesday("11:00"), Thursday("11:00")], _team.WindowStarts);
    }

    [Fact]
    public void Late_signals_are_charged_only_outside_the_seat()
    {
        _team.GiveSeat(Tuesday("08:00")).TakeSeat(Wednesday("08:00"));
        _team.Opened(Tuesday("12:00"), "s1", enqueuedAt: Thursday("08:00"));
        Assert.Empty(_team.WindowStarts);
        _team.Opened(Wednesday("09:00"), "s2", enqueuedAt: Thursday("08:00"));
        Assert.Equal([Wednesday("09:00")], _team.WindowStarts);
        _team.Opened(Tuesday("07:00"), "s3", enqueuedAt: Thursday("08:00"));
        Assert.Equal([Tuesday("07:00"), Wednesday("09:00")], _team.WindowStarts);
        Assert.Empty(_team.Reversals);
    }

    [Fact]
    public void Late_closed_moves_a_window_to_the_end_of_the_seat()
    {
        _team.GiveSeat(Tuesday("08:00")).TakeSeat(Wednesday("08:00"));
        _team.Opened(Wednesday("09:00"), "s1");
        _team.Opened(Tuesday("20:00"), "s2", enqueuedAt: Wednesday("10:00"));
        _team.Closed(Wednesday("08:30"), "s2", enqueuedAt: Wednesday("10:00"));
        Assert.Equal([Wednesday("08:00")], _team.WindowStarts);
        Assert.Equal(93, _team.UsableAt(Wednesday("10:00")));
        Assert.Equal(Wednesday("09:00"), Assert.Single(_team.Reversals).Reversal.Window.Start);
    }

    [Fact]
    public void Seat_covers_every_session_but_no_other_user_or_product()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:00"), "s1");
        _team.Opened(Monday("08:00"), "s2");
        Assert.Equal(100, _team.UsableAt(Monday("08:00")));
        _team.Send(SignalKinds.Opened, Monday("08:00"), user: "tom");
        _team.Send(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(100 - 7 - 10, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Seat_given_and_taken_at_the_same_time_covers_nothing()
    {
        _team.GiveSeat(Monday("08:00")).TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Theory]
    [InlineData("08:00", "09:00", true, "10:00", null, "08:00-09:00!")]
    [InlineData("08:00", "09:00", true, "08:00", null, "")]
    [InlineData("08:00", "09:00", true, "09:00", null, "08:00-09:00")]
    [InlineData("08:00", "09:00", false, "09:00", null, "08:00-09:00")]
    [InlineData("08:00", "09:00", true, "07:00", "08:00", "08:00-09:00!")]
    [InlineData("08:00", "09:00", true, "07:00", "08:30", "08:30-09:00!")]
    [InlineData("08:00", "09:00", false, "08:15", "08:30", "08:00-08:15 08:30-09:00")]
    [InlineData("08:00", "09:00", true, "08:15", "09:00", "08:00-08:15 09:00-09:00!")]
    [InlineData("08:00", "09:00", false, "08:15", "09:00", "08:00-08:15")]
    [InlineData("08:00", "08:00", true, "08:00", "08:00", "08:00-08:00!")]
    [InlineData("08:00", "08:00", true, "07:00", "09:00", "")]
    public void Seat_time_is_removed_from_a_usage_interval(
        string start,
        string end,
        bool includesEnd,
        string given,
        string? taken,
        string parts
    )
    {
        var use = new UsageInterval(Monday(start), Monday(end), includesEnd);
        SeatTime[] seats = [new(Monday(given), taken is null ? null : Monday(taken))];
        Assert.Equal(
            parts,
            string.Join(
                ' ',
                use.Outside([.. seats])
                    .Select(part => $"{part.Start:HH:mm}-{part.End:HH:mm}{(part.IncludesEnd ? "!" : "")}")
            )
        );
    }
}
