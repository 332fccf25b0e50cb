using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Results;

/// <summary>
/// The cost of a result and its payment (R7). An AutoCAD render costs 0.5 tokens or 0.25 cloud credits.
/// </summary>
public sealed class ResultChargeTests
{
    private readonly Team _team = new Team().Buy("o1", 100, Monday("00:00"));

    [Fact]
    public void Result_costs_its_rate_times_its_quantity()
    {
        Assert.IsType<UsageOutcome.Accepted>(_team.Result(3, Monday("08:00")));
        Assert.Equal(98.5m, _team.UsableAt(Monday("08:00")));
        var charged = Assert.Single(_team.ResultCharges);
        Assert.Equal(
            ("priscilla", "autocad", "render"),
            (charged.User.Value, charged.Product.Value, charged.Charge.Result.Value)
        );
        Assert.Equal(
            (3m, GrantUnit.Tokens, Tokens.Of(1.5m)),
            (charged.Charge.Quantity, charged.Charge.Unit, charged.Charge.Cost)
        );
        Assert.Equal((Monday("08:00"), new EventRef("/tests", "e1")), (charged.At, charged.Event));
        Assert.Equal("o1", Assert.Single(charged.Charge.Drawn).Grant.Order.Value);
    }

    [Theory]
    [InlineData("1", "0.001")]
    [InlineData("0.9999", "0.001")]
    [InlineData("2.9998", "0.001")]
    [InlineData("3", "0.002")]
    [InlineData("5", "0.003")]
    [InlineData("2.00001", "0.001")]
    [InlineData("1000000000", "500000")]
    public void Cost_in_tokens_is_rounded_to_a_thousandth_away_from_zero(string quantity, string cost) =>
        Assert.Equal(Tokens.Of(Number(cost)), Rate("simulation").Cost(Number(quantity), GrantUnit.Tokens));

    [Theory]
    [InlineData("1", "0.002")]
    [InlineData("0.3333", "0.001")]
    [InlineData("3", "0.005")]
    public void Cost_in_cloud_credits_is_rounded_to_a_thousandth_away_from_zero(string quantity, string cost) =>
        Assert.Equal(Tokens.Of(Number(cost)), Rate("simulation").Cost(Number(quantity), GrantUnit.CloudCredits));

    [Fact]
    public void Cloud_credits_pay_first_and_in_full()
    {
        _team.GrantCredits("c1", 1, Thursday("00:00"), Monday("00:00"));
        _team.Result(4, Monday("08:00"));
        Assert.Equal(100, _team.UsableAt(Monday("08:00")));
        Assert.Equal(Tokens.Zero, _team.Usage.Pool.UsableAt(Monday("08:00"), GrantUnit.CloudCredits));
        var charge = Assert.Single(_team.ResultCharges).Charge;
        Assert.Equal((GrantUnit.CloudCredits, Tokens.Whole(1)), (charge.Unit, charge.Cost));
    }

    [Fact]
    public void Insufficient_cloud_credits_pay_nothing()
    {
        _team.GrantCredits("c1", 0.999m, Thursday("00:00"), Monday("00:00"));
        _team.Result(4, Monday("08:00"));
        Assert.Equal(98, _team.UsableAt(Monday("08:00")));
        Assert.Equal(Tokens.Of(0.999m), _team.Usage.Pool.UsableAt(Monday("08:00"), GrantUnit.CloudCredits));
    }

    [Fact]
    public void Cloud_credits_with_the_earliest_expiry_pay_first()
    {
        _team.GrantCredits("c1", 0.75m, Thursday("00:00"), Monday("00:00"));
        _team.GrantCredits("c2", 0.5m, Wednesday("00:00"), Monday("00:00"));
        _team.Result(4, Monday("08:00"));
        Assert.Equal(
            [("c2", Tokens.Of(0.5m)), ("c1", Tokens.Of(0.5m))],
            Assert.Single(_team.ResultCharges).Charge.Drawn.Select(paid => (paid.Grant.Order.Value, paid.Tokens))
        );
    }

    [Fact]
    public void Cloud_credits_pay_until_a_tick_before_they_expire()
    {
        _team.GrantCredits("c1", 10, Thursday("00:00"), Monday("00:00"));
        _team.Result(4, Wednesday("23:00"), now: Thursday("00:00") - Tick);
        _team.Result(4, Wednesday("23:00"), now: Thursday("00:00"));
        Assert.Equal(
            [GrantUnit.CloudCredits, GrantUnit.Tokens],
            _team.ResultCharges.Select(charged => charged.Charge.Unit)
        );
    }

    [Fact]
    public void Cloud_credits_do_not_pay_the_daily_charge()
    {
        var team = new Team().GrantCredits("c1", 100, Thursday("00:00"), Monday("00:00"));
        Assert.IsType<UsageOutcome.Denied>(team.Opened(Monday("08:00")));
        Assert.Equal(0, team.UsableAt(Monday("08:00")));
    }

    [Fact]
    public void Running_window_does_not_pay_for_results()
    {
        _team.Opened(Monday("08:00"));
        _team.Result(2, Monday("09:00"));
        Assert.Equal(100 - 7 - 1, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Seat_does_not_pay_for_results()
    {
        _team.GiveSeat(Monday("07:00"));
        _team.Opened(Monday("08:00"));
        _team.Result(2, Monday("09:00"));
        Assert.Equal(99, _team.UsableAt(Monday("09:00")));
    }

    [Fact]
    public void Rate_in_effect_at_the_time_of_the_result_applies()
    {
        _team.Result(1, Wednesday("12:00") - Tick, product: "revit", enqueuedAt: Wednesday("13:00"));
        _team.Result(1, Wednesday("12:00"), product: "revit", enqueuedAt: Wednesday("13:00"));
        Assert.Equal([Tokens.Whole(1), Tokens.Whole(2)], _team.ResultCharges.Select(charged => charged.Charge.Cost));
    }

    [Fact]
    public void Two_rates_of_a_result_from_the_same_time_throw() =>
        Assert.Throws<ArgumentException>(() => new RateCard([], [Rate("render"), Rate("render")]));

    private static ResultRate Rate(string kind) =>
        Rates.Card.At(ProductId.Of("autocad"), ResultId.Of(kind), Monday("00:00"))!;

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
