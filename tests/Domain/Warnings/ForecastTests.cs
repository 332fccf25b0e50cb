using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Warnings;

/// <summary>The forecast of when tokens run out, in burn-down order and with expiries (R17, R20).</summary>
public sealed class ForecastTests
{
    private static readonly DateTimeOffset s_now = Monday("08:00");

    [Fact]
    public void Tokens_last_their_number_divided_by_the_pace() =>
        Assert.Equal(s_now.AddDays(10), RunsOut(Pool((100, 300)), 10));

    [Fact]
    public void Tokens_that_expire_unspent_are_lost()
    {
        // 50 of 100 tokens are spent in 5 days and the rest expires; the next 30 last 3 days.
        Assert.Equal(s_now.AddDays(8), RunsOut(Pool((100, 5), (30, 300)), 10));
        Assert.Equal(s_now.AddDays(5), RunsOut(Pool((100, 5)), 10));
    }

    [Fact]
    public void Grant_that_expires_before_its_turn_adds_nothing() =>
        Assert.Equal(s_now.AddDays(4), RunsOut(Pool((40, 4), (100, 4)), 10));

    [Fact]
    public void Empty_or_expired_pool_runs_out_now()
    {
        Assert.Equal(s_now, RunsOut(GrantPool.Empty, 10));
        Assert.Equal(s_now, RunsOut(Pool((100, 0)), 10));
    }

    [Fact]
    public void Pool_without_spending_never_runs_out() => Assert.Null(RunsOut(Pool((100, 300)), 0));

    [Fact]
    public void Slowest_pace_ends_with_the_last_expiry() =>
        Assert.Equal(s_now.AddDays(300), RunsOut(Pool((1_000_000_000, 300)), 0.000001m));

    [Fact]
    public void Larger_grant_never_runs_out_earlier() =>
        Gen.Select(s_pool, Gen.Int[0, 5], Gen.Int[1, 500], s_pace)
            .Sample(
                (grants, which, more, pace) =>
                {
                    var at = which % grants.Length;
                    var richer = grants
                        .Select((grant, index) => index == at ? (grant.Tokens + more, grant.Days) : grant)
                        .ToArray();
                    return RunsOut(Pool(grants), pace) <= RunsOut(Pool(richer), pace);
                },
                iter: Iterations.Of(2_000)
            );

    [Fact]
    public void Additional_grant_never_runs_out_earlier() =>
        Gen.Select(s_pool, s_grant, s_pace)
            .Sample(
                (grants, further, pace) => RunsOut(Pool(grants), pace) <= RunsOut(Pool([.. grants, further]), pace),
                iter: Iterations.Of(2_000)
            );

    [Fact]
    public void Faster_pace_never_runs_out_later() =>
        Gen.Select(s_pool, s_pace, s_pace)
            .Sample(
                (grants, pace, faster) => RunsOut(Pool(grants), pace + faster) <= RunsOut(Pool(grants), pace),
                iter: Iterations.Of(2_000)
            );

    /// <summary>
    /// Compares the forecast with a simple calculation, for whole tokens per day and grants of whole days.
    /// </summary>
    [Fact]
    public void Forecast_equals_a_day_by_day_calculation() =>
        Gen.Select(s_pool, Gen.Int[1, 9])
            .Sample(
                (grants, pace) =>
                {
                    var left = grants
                        .Select((grant, index) => (grant.Tokens, grant.Days, Index: index))
                        .OrderBy(grant => grant.Days)
                        .ThenBy(grant => grant.Tokens)
                        .ThenBy(grant => grant.Index)
                        .Select(grant => (Left: grant.Tokens * 1.0m, grant.Days))
                        .ToList();
                    var burnt = 0m;
                    foreach (var (tokens, days) in left)
                    {
                        // In days from now: a grant is spent from the end of the previous one until it is exhausted or
                        // expires.
                        burnt = Math.Max(burnt, Math.Min(days, burnt + (tokens / pace)));
                    }

                    var ticks = (RunsOut(Pool(grants), pace)!.Value - s_now).Ticks;
                    return Math.Abs(ticks - (burnt * TimeSpan.TicksPerDay)) < 10;
                },
                iter: Iterations.Of(1_000)
            );

    private static readonly Gen<(int Tokens, int Days)> s_grant = Gen.Select(Gen.Int[0, 300], Gen.Int[-3, 60]);

    private static readonly Gen<(int Tokens, int Days)[]> s_pool = s_grant.Array[1, 6];

    private static readonly Gen<decimal> s_pace = Gen.Int[1, 40_000].Select(thousandths => thousandths / 1_000m);

    private static DateTimeOffset? RunsOut(GrantPool pool, decimal perDay) =>
        Forecast.Of(pool, perDay, s_now).RunsOutAt;

    private static GrantPool Pool(params (int Tokens, int Days)[] grants) =>
        grants
            .Select(
                (grant, index) =>
                    new GrantKey(s_now.AddDays(grant.Days), Tokens.Whole(grant.Tokens), OrderId.Of($"o{index}"))
            )
            .Aggregate(GrantPool.Empty, (pool, grant) => pool.With(grant));
}
