using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Seats;

/// <summary>R8: a seat covers use in [given, taken); the uncovered part alone is charged.</summary>
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
        Assert.Empty(_team.Starts);
        Assert.Equal(100, _team.UsableAt(Thursday("08:00")));
    }

    [Fact]
    public void Covered_use_needs_no_token() =>
        Assert.IsType<UsageOutcome.Accepted>(new Team().GiveSeat(Monday("08:00")).Opened(Monday("08:00")));

    [Fact]
    public void Being_seen_at_exactly_the_instant_it_is_given_is_covered()
    {
        _team.GiveSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Empty(_team.Starts);
    }

    [Fact]
    public void Being_seen_a_tick_before_it_is_given_is_not()
    {
        _team.GiveSeat(Monday("08:00"));
        _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00"));
        Assert.Equal([Monday("08:00") - Tick], _team.Starts);
    }

    [Fact]
    public void Being_seen_a_tick_before_it_is_taken_is_covered()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00") - Tick, enqueuedAt: Monday("08:00"));
        Assert.Empty(_team.Starts);
    }

    [Fact]
    public void Being_seen_at_exactly_the_instant_it_is_taken_is_not()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Equal([Monday("08:00")], _team.Starts);
    }

    [Fact]
    public void Use_that_goes_on_when_the_seat_is_taken_is_charged_from_that_instant()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Beats(Monday("08:00"), Monday("08:30"), everyMinutes: 10);
        _team.TakeSeat(Monday("08:33"));
        Assert.Empty(_team.Starts);
        _team.Heartbeat(Monday("08:40"));
        Assert.Equal([Monday("08:33")], _team.Starts);
    }

    [Fact]
    public void Closing_at_exactly_the_instant_it_is_taken_is_free()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:00"));
        _team.TakeSeat(Monday("09:00"));
        _team.Closed(Monday("09:00"));
        Assert.Empty(_team.Starts);
        _team.Heartbeat(Monday("09:00"));
        Assert.Equal([Monday("09:00")], _team.Starts);
    }

    [Fact]
    public void Use_that_began_before_the_seat_is_charged_for_its_uncovered_part()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        _team.Closed(Thursday("08:00"));
        Assert.Equal([Monday("08:00")], _team.Starts);
    }

    [Fact]
    public void Taking_a_seat_during_use_starts_a_window_at_that_instant()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Tuesday("07:00"));
        _team.TakeSeat(Tuesday("12:00"));
        _team.Closed(Tuesday("17:00"));
        Assert.Equal([Monday("08:00"), Tuesday("12:00")], _team.Starts);
    }

    [Fact]
    public void A_window_that_goes_on_after_the_seat_was_taken_pays_up_to_its_end()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("09:00"));
        _team.TakeSeat(Monday("10:00"));
        _team.Closed(Tuesday("17:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.Starts);
    }

    [Fact]
    public void The_chain_goes_on_around_several_seats()
    {
        _team.Opened(Monday("08:00"));
        _team.GiveSeat(Monday("20:00")).TakeSeat(Tuesday("09:00")).GiveSeat(Tuesday("10:00"));
        _team.TakeSeat(Wednesday("11:00"));
        _team.Closed(Thursday("12:00"));
        Assert.Equal([Monday("08:00"), Tuesday("09:00"), Wednesday("11:00"), Thursday("11:00")], _team.Starts);
    }

    [Fact]
    public void Late_signals_before_and_after_a_seat_are_charged_and_inside_it_are_not()
    {
        _team.GiveSeat(Tuesday("08:00")).TakeSeat(Wednesday("08:00"));
        _team.Opened(Tuesday("12:00"), "s1", enqueuedAt: Thursday("08:00"));
        Assert.Empty(_team.Starts);
        _team.Opened(Wednesday("09:00"), "s2", enqueuedAt: Thursday("08:00"));
        Assert.Equal([Wednesday("09:00")], _team.Starts);
        _team.Opened(Tuesday("07:00"), "s3", enqueuedAt: Thursday("08:00"));
        Assert.Equal([Tuesday("07:00"), Wednesday("09:00")], _team.Starts);
        Assert.Empty(_team.Reversals);
    }

    [Fact]
    public void A_late_closed_moves_a_window_to_the_instant_the_seat_was_taken()
    {
        _team.GiveSeat(Tuesday("08:00")).TakeSeat(Wednesday("08:00"));
        _team.Opened(Wednesday("09:00"), "s1");
        _team.Opened(Tuesday("20:00"), "s2", enqueuedAt: Wednesday("10:00"));
        _team.Closed(Wednesday("08:30"), "s2", enqueuedAt: Wednesday("10:00"));
        Assert.Equal([Wednesday("08:00")], _team.Starts);
        Assert.Equal(93, _team.UsableAt(Wednesday("10:00")));
        Assert.Equal(Wednesday("09:00"), Assert.Single(_team.Reversals).Reversal.Window.Start);
    }

    [Fact]
    public void A_seat_covers_every_session_and_device_but_no_other_user_or_product()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:00"), "s1");
        _team.Opened(Monday("08:00"), "s2");
        Assert.Equal(100, _team.UsableAt(Monday("08:00")));
        _team.See(SignalKinds.Opened, Monday("08:00"), user: "tom");
        _team.See(SignalKinds.Opened, Monday("08:00"), product: "revit");
        Assert.Equal(100 - 7 - 10, _team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void A_seat_given_and_taken_at_one_instant_covers_nothing()
    {
        _team.GiveSeat(Monday("08:00")).TakeSeat(Monday("08:00"));
        _team.Opened(Monday("08:00"));
        Assert.Equal([Monday("08:00")], _team.Starts);
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
    public void The_uncovered_parts_of_a_piece_of_use_are(
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
