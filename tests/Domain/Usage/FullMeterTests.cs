using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>A meter that has room for three activity spans, and has three (R5, Overload).</summary>
public sealed class FullMeterTests
{
    private static readonly MeteringOptions s_options = MeteringOptions.Default with { MaxSpans = 3 };

    private readonly Team _team = Fill(new Team(s_options).Buy("o1", 1_000, Monday("00:00")));

    [Fact]
    public void Left_out_opened_and_heartbeat_count_at_their_instants()
    {
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Tuesday("08:00"), "s1"));
        Assert.IsType<UsageOutcome.Accepted>(_team.Heartbeat(Wednesday("09:00"), "s1"));
        Assert.Equal([Monday("06:00"), Tuesday("08:00"), Wednesday("09:00")], _team.WindowStarts);
        Assert.Equal(3, _team.Meter.SpanCount);
    }

    [Fact]
    public void Left_out_opened_and_closed_prove_no_use_between_them()
    {
        _team.Opened(Tuesday("08:00"), "s1");
        _team.Closed(Thursday("07:00"), "s1");
        Assert.Equal([Monday("06:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Left_out_signal_sent_again_is_a_duplicate()
    {
        Send();
        var meter = _team.Meter;
        Assert.All(Send(), outcome => Assert.Equal(new UsageOutcome.Duplicate(), outcome));
        Assert.Same(meter, _team.Meter);

        UsageOutcome[] Send() =>
            [
                _team.Opened(Tuesday("08:00"), "s1"),
                _team.Closed(Tuesday("08:01"), "s1"),
                _team.Heartbeat(Tuesday("08:10"), "s1"),
            ];
    }

    [Fact]
    public void Left_out_signal_that_cannot_be_paid_is_denied()
    {
        var team = Fill(new Team(s_options).Buy("o1", 7, Monday("00:00")));
        const string reason = RejectionCode.InsufficientTokens;
        Assert.Equal(new UsageOutcome.Denied(reason), team.Opened(Tuesday("08:00"), "s1"));
        Assert.Equal(new UsageOutcome.Duplicate(reason), team.Opened(Tuesday("08:00"), "s1"));
        Assert.Empty(team.Meter.Instants);
    }

    [Fact]
    public void Policy_denies_a_left_out_opened()
    {
        _team.WithUsers("someone");
        Assert.Equal(new UsageOutcome.Denied(RejectionCode.UserNotAssigned), _team.Opened(Tuesday("08:00"), "s1"));
    }

    [Fact]
    public void Signal_that_extends_a_span_is_not_left_out()
    {
        _team.Heartbeats(Monday("06:30"), Tuesday("06:10"), everyMinutes: 10, "b");
        Assert.Equal([Monday("06:00"), Tuesday("06:00")], _team.WindowStarts);
        Assert.Empty(_team.Meter.Instants);
    }

    [Fact]
    public void Closed_that_ends_a_remembered_opened_has_room()
    {
        _team.Closed(Wednesday("09:00"), "b");
        Assert.Equal([Monday("06:00"), Tuesday("06:00"), Wednesday("06:00")], _team.WindowStarts);
        Assert.Equal(4, _team.Meter.SpanCount);
    }

    [Fact]
    public void Closed_signals_have_room_up_to_twice_the_bound()
    {
        FillWithClosed(_team);
        Assert.Equal(6, _team.Meter.SpanCount);
        _team.Closed(Monday("09:00"), "b", enqueuedAt: Monday("12:00"));
        Assert.Equal(6, _team.Meter.SpanCount);
        Assert.Equal(TimeRange.Of(Monday("09:00")), _team.Meter.Session(SessionId.Of("b")).LeftOut);
    }

    [Fact]
    public void Nothing_is_connected_across_a_left_out_signal()
    {
        _team.Heartbeat(Monday("20:00"), "b");
        _team.Closed(Wednesday("09:00"), "b");
        Assert.Equal([Monday("06:00")], _team.WindowStarts);
    }

    [Fact]
    public void Late_signal_that_is_left_out_ends_a_connection()
    {
        _team.Closed(Wednesday("09:00"), "b");
        _team.Heartbeat(Monday("20:00"), "b", enqueuedAt: Wednesday("09:00"));
        Assert.Equal([Monday("06:00")], _team.WindowStarts);
        Assert.Equal(2, _team.Reversals.Count());
    }

    [Fact]
    public void Nothing_is_connected_across_it_when_there_is_room_again()
    {
        _team.Heartbeat(Monday("20:00"), "b");
        MakeRoom();
        _team.Closed(Wednesday("09:00"), "b");
        Assert.Equal(3, _team.Meter.SpanCount);
        Assert.Equal([Monday("06:00")], _team.WindowStarts);
    }

    [Fact]
    public void Session_remembered_later_is_not_connected_across_it()
    {
        _team.Heartbeat(Monday("10:00"), "s1");
        MakeRoom();
        _team.Opened(Monday("09:00"), "s1", enqueuedAt: Tuesday("09:30"));
        _team.Closed(Tuesday("09:30"), "s1");
        Assert.Equal([Monday("06:00")], _team.WindowStarts);
    }

    [Fact]
    public void Meter_remembers_what_a_forgotten_session_left_out()
    {
        var later = Monday("12:00").AddDays(14);
        _team.Heartbeat(later, "b");
        var meter = _team.Meter.Forget(Monday("12:00").AddDays(16), s_options);
        Assert.Empty(meter.Sessions);
        Assert.Equal(TimeRange.Of(later), meter.LeftOut);
        Assert.Equal(TimeRange.Of(later), meter.Session(SessionId.Of("b")).LeftOut);
    }

    [Fact]
    public void Meter_forgets_old_instants_and_what_it_left_out()
    {
        _team.Heartbeat(Monday("08:00"), "s1");
        _team.Heartbeat(Monday("08:00"), "b");
        var meter = _team.Meter.Forget(Monday("08:01").AddDays(15), s_options);
        Assert.Empty(meter.Instants);
        Assert.Empty(meter.Sessions);
        Assert.Null(meter.LeftOut);
    }

    [Fact]
    public void Instants_are_thinned_to_window_starts_and_the_last_of_each_timeout()
    {
        foreach (var minute in new[] { 1, 3, 14, 16, 15, 29 })
        {
            _team.Heartbeat(Tuesday("08:00").AddMinutes(minute), $"s{minute}");
        }

        Assert.Equal([Tuesday("08:01"), Tuesday("08:14"), Tuesday("08:29")], _team.Meter.Instants.AsEnumerable());
        Assert.Equal([Monday("06:00"), Tuesday("08:01")], _team.WindowStarts);
    }

    [Fact]
    public void Seat_time_holds_no_instants()
    {
        _team.Heartbeat(Monday("07:04"), "s1", enqueuedAt: Monday("07:00"));
        Assert.Equal([Monday("07:04")], _team.Meter.Instants.AsEnumerable());
        _team.GiveSeat(Monday("07:02"));
        _team.Heartbeat(Monday("07:30"), "s1");
        Assert.Empty(_team.Meter.Instants);
    }

    [Fact]
    public void Implied_close_of_a_taken_seat_drops_later_instants()
    {
        _team.Heartbeat(Monday("08:00"), "s1");
        _team.Heartbeat(Tuesday("08:00"), "s1");
        var meter = _team.Meter.CloseFrom(Tuesday("08:00"), s_options);
        Assert.Equal([Monday("08:00")], meter.Instants.AsEnumerable());
    }

    [Fact]
    public void Signal_is_denied_without_room_for_its_implied_close()
    {
        var team = new Team(s_options).Buy("o1", 7, Monday("00:00"));
        team.Heartbeat(Monday("06:00"), "a");
        team.Opened(Monday("06:20"), "b");
        team.Closed(Tuesday("09:00"), "a");
        FillWithClosed(team);
        // It would connect both signals of its session, and the window that starts between them cannot be paid.
        Assert.Equal(
            new UsageOutcome.Denied(RejectionCode.InsufficientTokens),
            team.Opened(Monday("06:00"), "a", enqueuedAt: Tuesday("09:00"))
        );
    }

    /// <summary>Adds two spans of session a and one of session b, in the window of Monday 06:00.</summary>
    private static Team Fill(Team team)
    {
        team.Heartbeat(Monday("06:00"), "a");
        team.Heartbeat(Monday("06:20"), "a");
        team.Opened(Monday("06:20"), "b");
        return team;
    }

    /// <summary>Adds three closed signals, each of which ends the opened of session b.</summary>
    private static void FillWithClosed(Team team)
    {
        team.Closed(Monday("12:00"), "b");
        team.Closed(Monday("11:00"), "b", enqueuedAt: Monday("12:00"));
        team.Closed(Monday("10:00"), "b", enqueuedAt: Monday("12:00"));
    }

    /// <summary>Joins the spans of session a.</summary>
    private void MakeRoom()
    {
        _team.Heartbeat(Monday("06:10"), "a", enqueuedAt: Tuesday("06:00"));
        Assert.Equal(2, _team.Meter.SpanCount);
    }
}
