using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>Forgetting limits the size of a meter and has no visible effect (R5).</summary>
public sealed class MeterMemoryTests
{
    private static readonly MeteringOptions s_anHour = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    [Fact]
    public void Meter_of_long_use_keeps_only_its_memory()
    {
        var team = new Team().Buy("o1", 10_000, Monday("00:00"));
        for (var day = 0; day < 300; day++)
        {
            team.Opened(Monday("08:00").AddDays(day), $"s{day}");
            team.Closed(Monday("17:00").AddDays(day), $"s{day}");
        }

        var meter = team.Usage.Meters.Values.Single();
        Assert.InRange(meter.Windows.Length, 8, 16);
        Assert.InRange(meter.Sessions.Length, 8, 16);
        Assert.Equal(300, team.WindowStarts.Length);
    }

    [Fact]
    public void Late_signal_in_the_last_forgotten_window_charges_nothing()
    {
        var team = new Team(s_anHour).Buy("o1", 100, Monday("00:00"));
        team.Opened(Monday("08:00"), "s1");
        team.Opened(Tuesday("10:30"), "s2");
        Assert.DoesNotContain(
            team.Usage.Meters.Values.Single().Windows,
            window => window.Window.Start == Monday("08:00")
        );
        Assert.IsType<UsageOutcome.Accepted>(team.Opened(Monday("09:40"), "s3", enqueuedAt: Monday("10:00")));
        Assert.Equal([Monday("08:00"), Tuesday("10:30")], team.WindowStarts);
    }

    [Fact]
    public void Continuous_use_chains_from_the_last_forgotten_window()
    {
        var team = new Team(s_anHour).Buy("o1", 100, Monday("00:00"));
        team.Heartbeats(Monday("08:00"), Thursday("12:00"), everyMinutes: 15);
        Assert.Equal([Monday("08:00"), Tuesday("08:00"), Wednesday("08:00"), Thursday("08:00")], team.WindowStarts);
        Assert.Empty(team.Reversals);
    }

    [Fact]
    public void Windows_of_a_forgotten_opened_stay_charged()
    {
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        team.Opened(Monday("08:00"));
        team.Closed(Wednesday("08:00"));
        team.Opened(Monday("08:01").AddDays(15));
        team.Opened(Monday("09:00").AddDays(16));
        Assert.Empty(team.Reversals);
        Assert.Equal(100 - 28, team.UsableAt(Monday("09:00").AddDays(16)));
    }
}
