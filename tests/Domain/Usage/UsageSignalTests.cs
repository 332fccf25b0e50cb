using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>
/// The use that signals prove (R3). Each test checks whether use continues past the end of the first window.
/// </summary>
public sealed class UsageSignalTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_lateness = TimeSpan.FromDays(7);
    private readonly Team _team = new Team().Buy("o1", 1_000, Monday("00:00"));

    [Fact]
    public void Heartbeats_exactly_the_timeout_apart_are_connected()
    {
        _team.Opened(Monday("08:00"), "first");
        _team.Heartbeat(Tuesday("07:50"));
        _team.Heartbeat(Tuesday("07:50") + s_timeout);
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeats_a_tick_more_than_the_timeout_apart_are_not_connected()
    {
        _team.Opened(Monday("08:00"), "first");
        _team.Heartbeat(Tuesday("07:50"));
        _team.Heartbeat(Tuesday("07:50") + s_timeout + Tick);
        Assert.Equal([Monday("08:00"), Tuesday("07:50") + s_timeout + Tick], _team.WindowStarts);
    }

    [Fact]
    public void Opened_and_closed_exactly_the_lateness_apart_are_connected()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:00") + s_lateness);
        Assert.Equal(Enumerable.Range(0, 7).Select(day => Monday("08:00").AddDays(day)), _team.WindowStarts);
    }

    [Fact]
    public void Opened_and_closed_beyond_the_lateness_are_not_connected()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Monday("08:00") + s_lateness + Tick);
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeat_and_closed_are_connected_only_within_the_timeout()
    {
        _team.Opened(Monday("08:00"), "first");
        _team.Heartbeat(Tuesday("07:55"), "near");
        _team.Closed(Tuesday("08:05"), "near");
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
        _team.Heartbeat(Wednesday("07:40"), "far");
        _team.Closed(Wednesday("08:05"), "far");
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Heartbeat_between_opened_and_closed_breaks_their_connection()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Monday("12:00"));
        _team.Closed(Tuesday("12:00"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Opened_at_the_end_of_a_span_is_connected_to_a_closed()
    {
        _team.Heartbeat(Monday("08:00"));
        _team.Heartbeat(Monday("08:10"));
        _team.Opened(Monday("08:10"));
        _team.Closed(Tuesday("08:01"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Opened_inside_a_span_is_not_connected_to_a_later_closed()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeat(Monday("08:10"));
        _team.Closed(Tuesday("08:01"));
        Assert.Equal([Monday("08:00")], _team.WindowStarts);
    }

    [Fact]
    public void Closed_alone_proves_no_use()
    {
        Assert.IsType<UsageOutcome.Accepted>(_team.Closed(Monday("08:00")));
        _team.Closed(Monday("08:10"));
        Assert.Empty(_team.Postings.OfType<Posting.Charged>());
    }

    [Fact]
    public void Span_proves_use_from_its_first_opened_or_heartbeat_on()
    {
        _team.Opened(Monday("08:00"), "first");
        _team.Closed(Tuesday("07:55"), "s1");
        _team.Heartbeat(Tuesday("08:05"), "s1");
        Assert.Equal([Monday("08:00"), Tuesday("08:05")], _team.WindowStarts);
    }

    [Fact]
    public void Closed_and_a_heartbeat_soon_after_prove_no_use_between()
    {
        _team.Opened(Monday("08:00"));
        _team.Closed(Tuesday("07:55"));
        _team.Heartbeat(Tuesday("08:05"));
        Assert.Equal([Monday("08:00"), Tuesday("08:05")], _team.WindowStarts);
    }

    [Fact]
    public void Signals_of_different_sessions_are_not_connected()
    {
        _team.Opened(Monday("08:00"), "s1");
        _team.Heartbeat(Tuesday("07:55"), "s2");
        _team.Heartbeat(Tuesday("08:05"), "s3");
        _team.Closed(Wednesday("08:00"), "s4");
        Assert.Equal([Monday("08:00"), Tuesday("08:05")], _team.WindowStarts);
    }

    [Fact]
    public void Sleeping_laptop_is_not_charged()
    {
        _team.Opened(Monday("08:00"));
        _team.Heartbeats(Monday("08:05"), Monday("17:00"), everyMinutes: 5);
        _team.Heartbeats(Thursday("09:00"), Thursday("09:30"), everyMinutes: 5);
        Assert.Equal([Monday("08:00"), Thursday("09:00")], _team.WindowStarts);
    }

    [Fact]
    public void Longer_timeout_connects_longer_gaps()
    {
        var options = new MeteringOptions(TimeSpan.FromHours(24), TimeSpan.FromHours(24));
        var team = new Team(options).Buy("o1", 100, Monday("00:00"));
        team.Heartbeat(Monday("08:00"));
        team.Heartbeat(Tuesday("08:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00")], team.WindowStarts);
        team.Heartbeat(Wednesday("09:00"));
        Assert.Equal([Monday("08:00"), Tuesday("08:00"), Wednesday("09:00")], team.WindowStarts);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(-1, 60)]
    [InlineData(61, 60)]
    [InlineData(15, (366 * 24 * 60) + 1)]
    public void Options_out_of_range_throw(int timeoutMinutes, int latenessMinutes)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new MeteringOptions(TimeSpan.FromMinutes(timeoutMinutes), TimeSpan.FromMinutes(latenessMinutes))
        );
    }
}
