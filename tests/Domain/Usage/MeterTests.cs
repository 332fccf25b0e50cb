using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>A meter by itself: which window pays for an instant, and what the meter forgets, to the tick (R5).</summary>
public sealed class MeterTests
{
    // The memory is twice the lateness of 7 days and 24 hours: what was before Monday 08:00 is forgotten.
    private static readonly DateTimeOffset s_enqueuedAt = Monday("08:00").AddDays(15);

    [Fact]
    public void Nothing_is_too_late_for_a_new_meter() =>
        Assert.False(Meter.Unused.IsTooLate(DateTimeOffset.MinValue, MeteringOptions.Default));

    [Fact]
    public void Use_of_a_product_without_a_rate_can_not_be_settled()
    {
        var proof = SessionActivity.Unseen(SessionId.Of("s1")) with
        {
            Spans = [ActivitySpan.Of(SignalKinds.Opened, Monday("08:00"))],
        };
        var error = Assert.Throws<InvalidOperationException>(() =>
            Meter
                .Unused.With(proof)
                .Settle(
                    ProductId.Of("nosuchcad"),
                    GrantPool.Empty,
                    new MeteringContext(MeteringOptions.Default, Rates.Card, Monday("08:00"))
                )
        );
        Assert.Equal("No rate of 'nosuchcad' at 2026-11-02T08:00:00.0000000+00:00.", error.Message);
    }

    [Fact]
    public void Nothing_pays_where_there_is_no_window()
    {
        Assert.Null(Meter.Unused.PaidUntil(Monday("08:00")));
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00"))] };
        Assert.Null(meter.PaidUntil(Monday("08:00") - Tick));
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Monday("08:00")));
        Assert.Null(meter.PaidUntil(Tuesday("08:00")));
    }

    [Fact]
    public void The_last_forgotten_window_pays_until_its_end()
    {
        var meter = Meter.Unused with { LastForgottenEnd = Tuesday("08:00") };
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Tuesday("08:00") - Tick));
        Assert.Null(meter.PaidUntil(Tuesday("08:00")));
        Assert.Null(meter.PaidUntil(Tuesday("08:00") + Tick));
    }

    [Fact]
    public void A_window_that_is_remembered_pays_rather_than_one_that_is_forgotten()
    {
        var meter = Meter.Unused with { LastForgottenEnd = Monday("12:00"), Windows = [Window(Monday("08:00"))] };
        Assert.Equal(Tuesday("08:00"), meter.PaidUntil(Monday("09:00")));
    }

    [Fact]
    public void A_window_that_starts_where_the_memory_begins_is_remembered()
    {
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00"))] };
        var after = meter.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Equal(Monday("08:00"), Assert.Single(after.Windows).Window.Start);
        Assert.Null(after.LastForgottenEnd);
        Assert.Equal(Monday("08:00"), after.ForgottenBefore);
    }

    [Fact]
    public void A_window_that_starts_a_tick_before_is_forgotten_but_for_its_end()
    {
        var meter = Meter.Unused with { Windows = [Window(Monday("08:00") - Tick)] };
        var after = meter.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Empty(after.Windows);
        Assert.Equal(Tuesday("08:00") - Tick, after.LastForgottenEnd);
    }

    [Fact]
    public void Declined_line_is_forgotten_24_hours_before_acceptable_signals()
    {
        // The oldest acceptable signal is of Monday 08:00 and 7 days.
        var last = Monday("08:00").AddDays(6);
        var meter = Meter.Unused with { Declined = [last, last + Tick] };
        Assert.Equal([last + Tick], meter.Forget(s_enqueuedAt, MeteringOptions.Default).Declined.AsEnumerable());
    }

    [Fact]
    public void A_meter_that_has_forgotten_has_nothing_to_forget_at_the_same_instant()
    {
        var meter = Meter.Unused.Forget(s_enqueuedAt, MeteringOptions.Default);
        Assert.Same(meter, meter.Forget(s_enqueuedAt, MeteringOptions.Default));
        Assert.Same(meter, meter.Forget(s_enqueuedAt - Tick, MeteringOptions.Default));
    }

    [Fact]
    public void A_settlement_that_moves_no_window_leaves_the_windows_as_they_are()
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
