using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The window that pays for an instant, and what a meter forgets, to the tick (R5).</summary>
public sealed class MeterTests
{
    // The memory is 15 days: twice the lateness of 7 days, plus 24 hours. It starts on Monday 08:00.
    private static readonly DateTimeOffset s_enqueuedAt = Monday("08:00").AddDays(15);

    [Fact]
    public void New_meter_considers_no_signal_too_late() =>
        Assert.False(Meter.Unused.IsTooLate(DateTimeOffset.MinValue, MeteringOptions.Default));

    [Fact]
    public void Settling_use_without_a_rate_throws()
    {
        var activity = SessionActivity.Unseen(SessionId.Of("s1")) with
        {
            Spans = [ActivitySpan.Of(SignalKinds.Opened, Monday("08:00"))],
        };
        var error = Assert.Throws<InvalidOperationException>(() =>
            Meter
                .Unused.With(activity)
                .Settle(
                    ProductId.Of("nosuchcad"),
                    GrantPool.Empty,
                    new MeteringContext(MeteringOptions.Default, Rates.Card, Monday("08:00"))
                )
        );
        Assert.Equal("No rate of 'nosuchcad' at 2026-11-02T08:00:00.0000000+00:00.", error.Message);
    }

    [Fact]
    public void Time_outside_every_window_is_unpaid()
    {
        Assert.Null(Meter.Unused.PaidUntil(Monday("08:00")));
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00"))] };
        Assert.Null(meter.PaidUntil(Monday("08:00") - Tick));
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Monday("08:00")));
        Assert.Null(meter.PaidUntil(Tuesday("08:00")));
    }

    [Fact]
    public void Last_forgotten_window_pays_until_its_end()
    {
        var meter = Meter.Unused with { LastForgottenEnd = Tuesday("08:00") };
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Tuesday("08:00") - Tick));
        Assert.Null(meter.PaidUntil(Tuesday("08:00")));
        Assert.Null(meter.PaidUntil(Tuesday("08:00") + Tick));
    }

    [Fact]
    public void Remembered_window_takes_precedence_over_a_forgotten_window()
    {
        var meter = Meter.Unused with { LastForgottenEnd = Monday("12:00"), Windows = [Window(Monday("08:00"))] };
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Monday("09:00")));
    }

    [Fact]
    public void Window_that_starts_with_the_memory_is_kept()
    {
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00"))] };
        var after = meter.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Equal(Monday("08:00"), Assert.Single(after.Windows).Window.Start);
        Assert.Null(after.LastForgottenEnd);
        Assert.Equal(Monday("08:00"), after.ForgottenBefore);
    }

    [Fact]
    public void Window_that_starts_a_tick_earlier_is_reduced_to_its_end()
    {
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00") - Tick)] };
        var after = meter.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Empty(after.Windows);
        Assert.Equal(Tuesday("08:00") - Tick, after.LastForgottenEnd);
    }

    [Fact]
    public void Declined_line_is_forgotten_24_hours_before_acceptable_signals()
    {
        // The oldest acceptable signal is 7 days after Monday 08:00.
        var last = Monday("08:00").AddDays(6);
        var meter = Meter.Unused with { Declined = [last, last + Tick] };
        Assert.Equal([last + Tick], meter.Forget(s_enqueuedAt, MeteringOptions.Default).Declined.AsEnumerable());
    }

    [Fact]
    public void Forgetting_twice_at_the_same_time_returns_the_same_meter()
    {
        var meter = Meter.Unused.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Same(meter, meter.Forget(s_enqueuedAt, MeteringOptions.Default));
        Assert.Same(meter, meter.Forget(s_enqueuedAt - Tick, MeteringOptions.Default));
    }

    [Fact]
    public void Settlement_without_changes_keeps_the_windows()
    {
        var windows = (Meter.Unused with { Windows = [Window(Monday("08:00"))] }).Windows;
        var paid = WindowSettlement.Settle(
            windows,
            [Monday("08:00")],
            _ => Tokens.Whole(7),
            GrantPool.Empty,
            Monday("08:00")
        );
        var expected = new WindowSettlement.Paid(windows, GrantPool.Empty, [], []);
        Assert.Equal(expected, Assert.IsType<WindowSettlement.Paid>(paid));
    }

    private static ChargedWindow Window(DateTimeOffset start) => new(new ChargeWindow(start), Tokens.Whole(7), []);
}
