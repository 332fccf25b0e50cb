using FlexFunctions.Domain.Tests.Building;
using static FlexFunctions.Domain.Tests.Building.When;

namespace FlexFunctions.Domain.Tests.Usage;

/// <summary>The rate in effect at the start of a window applies (R6).</summary>
public sealed class DailyRateTests
{
    private readonly Team _team = new Team().Buy("o1", 100, At("2027-02-01 00:00"));

    [Fact]
    public void Window_that_starts_before_a_new_rate_costs_the_old_rate()
    {
        _team.Send(SignalKinds.Opened, Rates.MayaRises - Tick, product: "maya");
        Assert.Equal(94, _team.UsableAt(Rates.MayaRises));
    }

    [Fact]
    public void Window_that_starts_with_a_new_rate_costs_the_new_rate()
    {
        _team.Send(SignalKinds.Opened, Rates.MayaRises, product: "maya");
        Assert.Equal(92, _team.UsableAt(Rates.MayaRises));
    }

    [Fact]
    public void Chained_window_costs_the_rate_in_effect_at_its_own_start()
    {
        _team.Send(SignalKinds.Opened, Rates.MayaRises.AddHours(-14), product: "maya");
        _team.Send(SignalKinds.Closed, Rates.MayaRises.AddHours(12), product: "maya");
        Assert.Equal([6m, 8m], _team.ActiveChargesOf(product: "maya").Select(charge => charge.Rate.Value));
    }

    [Fact]
    public void Product_without_a_rate_is_unknown() => AssertUnknown("nosuchcad", Monday("08:00"));

    [Fact]
    public void Product_is_unknown_until_its_first_rate_is_in_effect()
    {
        AssertUnknown("newcad", Tuesday("12:00") - Tick);
        var team = new Team().Buy("o1", 100, Monday("00:00"));
        Assert.IsType<UsageOutcome.Accepted>(team.Send(SignalKinds.Opened, Tuesday("12:00"), product: "newcad"));
        Assert.Equal(97, team.UsableAt(Tuesday("12:00")));
    }

    [Fact]
    public void Two_rates_of_a_product_from_the_same_time_throw()
    {
        DailyRate[] rates =
        [
            new(ProductId.Of("maya"), Tokens.Whole(6), Monday("00:00")),
            new(ProductId.Of("maya"), Tokens.Whole(8), Monday("00:00")),
        ];
        Assert.Throws<ArgumentException>(() => new RateCard(rates));
    }

    private static void AssertUnknown(string product, DateTimeOffset time)
    {
        var outcome = new Team().Buy("o1", 100, Monday("00:00")).Send(SignalKinds.Opened, time, product: product);
        Assert.Equal(RejectionCode.UnknownProduct, Assert.IsType<UsageOutcome.Refused>(outcome).Rejection.Code);
    }
}
