using System.Collections.Immutable;
using CsCheck;
using FlexFunctions.Domain.Tests.Building;
using FlexFunctions.Domain.Tests.Properties;

namespace FlexFunctions.Domain.Tests.Estimates;

/// <summary>The estimate is the true minimum over all seats and orders (R22).</summary>
public sealed class CheapestMixTests
{
    private static readonly DateTimeOffset s_always = DateTimeOffset.MinValue;

    private static readonly PriceList s_vendors = Sample.Prices[0];

    /// <summary>Short tiers, so that small cases cross them; the third is dearer than the second.</summary>
    private static readonly PriceList s_steep = new(
        "GBP",
        ["GB"],
        s_always,
        [new(1, 3m), new(20, 2.2m), new(45, 2.3m), new(80, 1.1m)]
    );

    private static readonly Gen<ExpectedUse> s_use = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[1, 5],
        Gen.Int[1, 6],
        (product, people, days) =>
            new ExpectedUse(
                ProductId.Of($"p{product}"),
                people,
                days,
                // The last product has no seats, and the third a rate that is no whole number.
                new Tokens(product == 2 ? 1_337 : 1_000 * (product + 1)),
                product == 3 ? null : 2.5m + (product * 4.75m)
            )
    );

    [Fact]
    public void No_choice_of_seats_costs_less() =>
        Gen.Select(s_use.Array[1, 4], Gen.Int[0, 30_000], Gen.Bool)
            .Sample(
                (uses, results, steep) =>
                {
                    var prices = steep ? s_steep : s_vendors;
                    var mix = CheapestMix.Of([.. uses], new Tokens(results), prices)!;
                    Assert.Equal(BruteForce([.. uses], new Tokens(results), prices), mix.Total);
                    Assert.True(mix.Total <= Estimate.TokensOnly([.. uses], new Tokens(results), prices)!.Total);
                    Assert.True(mix.Total <= Estimate.SeatsOnly([.. uses], new Tokens(results), prices)!.Total);
                },
                iter: Iterations.Of(2_000)
            );

    [Fact]
    public void Cheapest_mix_buys_up_to_the_next_tier_and_gives_fewer_seats()
    {
        // At the price of 48,000 tokens, three seats would cost less than the tokens of three people.
        ImmutableArray<ExpectedUse> uses =
        [
            new(ProductId.Of("flow"), 100, 48, Tokens.Whole(10), null),
            Autocad(3, 140),
        ];
        var mix = CheapestMix.Of(uses, Tokens.Zero, s_vendors)!;

        Assert.Equal([0, 1], mix.Seats.AsEnumerable());
        Assert.Equal((Tokens.Whole(49_960), new TokenOrder(50_000, 2.57m)), (mix.Needed, mix.Order));
        Assert.Equal(1_968 + 128_500, mix.Total);
    }

    [Fact]
    public void Fifty_uses_of_ten_thousand_people_are_searched()
    {
        var random = new Random(22);
        ImmutableArray<ExpectedUse> uses =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(number =>
                    (number % 3) switch
                    {
                        0 => Autocad(10_000, random.Next(1, 367)),
                        1 => new ExpectedUse(
                            ProductId.Of("revit"),
                            10_000,
                            random.Next(1, 367),
                            Tokens.Whole(10),
                            2_766m
                        ),
                        _ => new ExpectedUse(
                            ProductId.Of("maya"),
                            10_000,
                            random.Next(1, 367),
                            Tokens.Whole(6),
                            1_836m
                        ),
                    }
                ),
        ];
        var mix = CheapestMix.Of(uses, Tokens.Zero, s_vendors)!;

        Assert.InRange(mix.Needed.Value, 1, 1_000_000);
        Assert.True(mix.Total < Estimate.SeatsOnly(uses, Tokens.Zero, s_vendors)!.Total);
        Assert.Null(Estimate.TokensOnly(uses, Tokens.Zero, s_vendors));
    }

    [Fact]
    public void Use_without_seats_that_no_order_covers_has_no_mix() =>
        Assert.Null(
            CheapestMix.Of(
                [new ExpectedUse(ProductId.Of("flow"), 10_000, 366, Tokens.Whole(1), null)],
                Tokens.Zero,
                s_vendors
            )
        );

    [Theory]
    [InlineData(7, 1_968, 2.94, 96)]
    [InlineData(7, 1_968, 2.35, 120)]
    [InlineData(1, 1_968, 2.94, null)]
    [InlineData(10, 294, 2.94, 11)]
    public void Break_even_is_the_first_day_from_which_a_seat_costs_less(int rate, int seat, double price, int? days) =>
        Assert.Equal(days, Estimate.BreakEven(Tokens.Whole(rate), seat, (decimal)price));

    private static ExpectedUse Autocad(int people, int days) =>
        new(ProductId.Of("autocad"), people, days, Tokens.Whole(7), 1_968m);

    /// <summary>The least total over every number of seats of every use, and every order in question.</summary>
    private static decimal BruteForce(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices)
    {
        var best = decimal.MaxValue;
        Choose(0, 0, results.Value);
        return best;

        void Choose(int use, decimal seatCost, decimal tokens)
        {
            if (use == uses.Length)
            {
                for (var bought = (long)decimal.Ceiling(tokens); bought <= Math.Max(tokens + 1, 100); bought++)
                {
                    best = Math.Min(best, seatCost + (bought * prices.UnitPrice(bought).Amount));
                }

                return;
            }

            var (people, perPerson) = (uses[use].People, uses[use].Rate.Value * uses[use].DaysPerYear);
            for (var seats = 0; seats <= (uses[use].SeatPerYear is null ? 0 : people); seats++)
            {
                Choose(
                    use + 1,
                    seatCost + (seats * (uses[use].SeatPerYear ?? 0)),
                    tokens + ((people - seats) * perPerson)
                );
            }
        }
    }
}
