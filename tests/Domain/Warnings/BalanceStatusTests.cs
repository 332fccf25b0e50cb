using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Warnings;

/// <summary>Low balances, balances that run out soon, and the warnings due (R17).</summary>
public sealed class BalanceStatusTests
{
    private static readonly DateTimeOffset s_now = Monday("08:00");

    [Theory]
    [InlineData(20, false)]
    [InlineData(19, true)]
    [InlineData(0, true)]
    public void Percentage_applies_to_the_balance_after_the_last_grant(long left, bool isLow) =>
        Assert.Equal(isLow, Of(left, had: 100, new LowBalance(20, null)).IsLow);

    [Theory]
    [InlineData(50, false)]
    [InlineData(49, true)]
    public void Number_of_tokens_is_the_threshold(long left, bool isLow) =>
        Assert.Equal(isLow, Of(left, had: 100, new LowBalance(null, Tokens.Whole(50))).IsLow);

    [Fact]
    public void Empty_balance_is_low_with_any_threshold()
    {
        Assert.True(Of(0, had: 100, new LowBalance(0, null)).IsLow);
        Assert.True(Of(0, had: 100, new LowBalance(null, Tokens.Zero)).IsLow);
        Assert.False(Of(1, had: 100, new LowBalance(0, null)).IsLow);
    }

    [Fact]
    public void Team_that_never_had_tokens_is_not_low() =>
        Assert.False(Of(0, had: 0, new LowBalance(null, Tokens.Whole(50))).IsLow);

    [Theory]
    [InlineData(70, false)]
    [InlineData(69, true)]
    [InlineData(0, true)]
    public void Balance_for_less_than_seven_days_runs_out_soon(long left, bool isSoon) =>
        Assert.Equal(isSoon, Of(left, had: 1_000, LowBalance.Default, spentToday: 10).RunsOutSoon);

    [Fact]
    public void Expiry_within_seven_days_is_not_running_out_soon()
    {
        var status = Of(1_000, had: 1_000, LowBalance.Default, spentToday: 10, expires: s_now.AddDays(2));
        Assert.Equal(s_now.AddDays(2), status.Forecast.RunsOutAt);
        Assert.False(status.RunsOutSoon);
    }

    [Fact]
    public void Expired_tokens_do_not_count() =>
        Assert.True(Of(1_000, had: 1_000, LowBalance.Default, expires: s_now).IsLow);

    [Fact]
    public void Each_kind_of_warning_is_due_once_until_the_balance_recovers()
    {
        var (bad, good) = (
            Of(1, had: 100, LowBalance.Default, spentToday: 10),
            Of(100, had: 100, LowBalance.Default, spentToday: 1)
        );
        var state = default(AlertState);
        Assert.Equal([WarningKind.LowBalance, WarningKind.RunOut], state.Due(bad));

        state = state.Warned(WarningKind.LowBalance);
        Assert.Equal([WarningKind.RunOut], state.Due(bad));
        state = state.Warned(WarningKind.RunOut).After(bad);
        Assert.Empty(state.Due(bad));

        state = state.After(good);
        Assert.Equal(default, state);
        Assert.Empty(state.Due(good));
        Assert.Equal([WarningKind.LowBalance, WarningKind.RunOut], state.Due(bad));
    }

    [Fact]
    public void Recovery_of_one_kind_keeps_the_other()
    {
        var state = new AlertState(Low: true, RunOut: true);
        var lowOnly = Of(10, had: 100, LowBalance.Default, spentToday: 1);
        Assert.Equal(new AlertState(Low: true, RunOut: false), state.After(lowOnly));
        var soonOnly = Of(50, had: 100, LowBalance.Default, spentToday: 10);
        Assert.Equal(new AlertState(Low: false, RunOut: true), state.After(soonOnly));
    }

    [Fact]
    public void Expiry_warning_does_not_change_the_alert_state() =>
        Assert.Equal(default, default(AlertState).Warned(WarningKind.Expiring));

    private static BalanceStatus Of(
        long left,
        long had,
        LowBalance threshold,
        long spentToday = 0,
        DateTimeOffset? expires = null
    ) =>
        BalanceStatus.Of(
            TeamHeader.Empty with
            {
                UsableAfterLastGrant = Tokens.Whole(had),
                FirstChargeAt = s_now,
                Recent = SpendHistory.None.With(SpendHistory.DayOf(s_now), Tokens.Whole(spentToday)),
            },
            GrantPool.Empty.With(
                new GrantKey(expires ?? s_now.AddYears(1), Tokens.Whole(1_000), OrderId.Of("o1")),
                Tokens.Whole(left)
            ),
            TeamPolicy.Default with
            {
                LowBalance = threshold,
            },
            s_now
        );
}
