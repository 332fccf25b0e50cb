using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>More denied signals than a meter keeps one by one, which are two here (R5, Overload).</summary>
public sealed class DeniedRangeTests
{
    private readonly Team _team = new(MeteringOptions.Default with { MaxDenied = 2 });

    [Fact]
    public void Denied_signals_are_kept_one_by_one_up_to_the_bound()
    {
        Deny("08:00", "08:10");
        Assert.Equal(2, _team.Meter.Sessions.Length);
        Assert.Empty(_team.Meter.DeniedRanges);
    }

    [Fact]
    public void More_denied_signals_are_kept_as_ranges()
    {
        Deny("08:00", "08:15", "09:00", "08:30", "08:46");
        Assert.Empty(_team.Meter.Sessions);
        Assert.Equal(
            [
                new(new TimeRange(Monday("08:00"), Monday("08:30")), RejectionCode.InsufficientTokens),
                new(new TimeRange(Monday("08:46"), Monday("09:00")), RejectionCode.InsufficientTokens),
            ],
            _team.Meter.DeniedRanges.AsEnumerable()
        );
    }

    [Fact]
    public void Denied_signal_between_two_ranges_joins_them()
    {
        Deny("08:00", "08:20", "08:40", "08:30", "08:10");
        Assert.Equal(new TimeRange(Monday("08:00"), Monday("08:40")), Assert.Single(_team.Meter.DeniedRanges).Time);
    }

    [Fact]
    public void Signal_inside_a_range_stays_denied()
    {
        Deny("08:00", "08:10", "08:20");
        _team.Buy("o1", 100, Monday("08:30"));
        foreach (var session in new[] { "s08-10", "other" })
        {
            var outcome = _team.Opened(Monday("08:10"), session, enqueuedAt: Monday("09:00"));
            Assert.IsNotType<UsageOutcome.Accepted>(outcome);
            Assert.Equal(
                new UsageOutcome.Duplicate(RejectionCode.InsufficientTokens),
                _team.Opened(Monday("08:10"), session, enqueuedAt: Monday("09:00"))
            );
        }

        Assert.Empty(_team.WindowStarts);
        Assert.Single(_team.Declines);
        Assert.IsType<UsageOutcome.Accepted>(_team.Opened(Monday("08:21")));
    }

    [Fact]
    public void Signal_that_is_counted_is_a_duplicate_inside_a_range()
    {
        _team.Buy("o1", 7, Monday("00:00"));
        _team.Opened(Monday("08:00"), "a");
        _team.WithUsers("someone");
        Deny("08:00", "08:10", "08:20");
        Assert.NotEmpty(_team.Meter.DeniedRanges);
        Assert.Equal(new UsageOutcome.Duplicate(), _team.Opened(Monday("08:00"), "a"));
    }

    [Fact]
    public void Nothing_is_connected_across_a_signal_that_a_range_denies()
    {
        _team.Buy("o1", 100, Monday("00:00"));
        _team.Opened(Monday("06:00"), "a");
        _team.WithUsers("someone");
        Deny("08:00", "08:10", "08:20");
        _team.WithUsers("priscilla");
        Assert.IsType<UsageOutcome.Denied>(_team.Heartbeat(Monday("08:05"), "a", enqueuedAt: Monday("09:00")));
        _team.Closed(Tuesday("09:00"), "a");
        Assert.Equal([Monday("06:00")], _team.WindowStarts);
    }

    [Fact]
    public void Ranges_are_forgotten_as_denied_signals_are()
    {
        Deny("08:00", "08:10", "08:20");
        var last = Monday("08:20").AddDays(8);
        Assert.NotEmpty(_team.Meter.Forget(last, MeteringOptions.Default).DeniedRanges);
        Assert.Empty(_team.Meter.Forget(last + Tick, MeteringOptions.Default).DeniedRanges);
    }

    private void Deny(params string[] clocks)
    {
        foreach (var clock in clocks)
        {
            Assert.IsType<UsageOutcome.Denied>(
                _team.Opened(Monday(clock), "s" + clock.Replace(":", "-", StringComparison.Ordinal), Monday("09:00"))
            );
        }
    }
}
