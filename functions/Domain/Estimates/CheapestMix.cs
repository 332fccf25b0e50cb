using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>
/// The cheapest mix of seats and tokens for expected use (R22): the true minimum over all numbers of seats and all orders.
/// </summary>
/// <remarks>
/// <para>Of the people who use one product, those with the most days get the seats, so one number for each product decides.
/// For each tier of prices, a price λ of a token that is not the tier's own (a Lagrange multiplier) splits the choice by
/// product and gives a bound that no mix of the tier undercuts. A number of seats costs some amount more than the best number
/// at λ; the excess of a mix is at least the sum of these amounts. So the mixes with a small sum are tried, then those with a
/// larger one, until the best mix found exceeds the bound by no more than the sum that was tried: no other mix can be
/// cheaper.</para>
/// <para>Where many people are near the break-even, some mix is close to the bound and the search ends soon; where few are,
/// there are few mixes.</para>
/// </remarks>
public sealed class CheapestMix
{
    /// <summary>How much larger the excess of each round is than that of the round before.</summary>
    private const int Growth = 4;

    private readonly ImmutableArray<ExpectedUse> _uses;
    private readonly Tokens _results;
    private readonly PriceList _prices;
    private readonly ImmutableArray<ProductUse> _products;
    private readonly Tokens _fixed;
    private Estimate? _best;

    private CheapestMix(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices)
    {
        (_uses, _results, _prices) = (uses, results, prices);
        var withSeats = uses.Index().Where(use => use.Item.SeatPerYear is not null).ToList();
        _products = [.. withSeats.GroupBy(use => use.Item.Product).Select(group => new ProductUse([.. group]))];
        _fixed = uses.Where(use => use.SeatPerYear is null)
            .Aggregate(results, (sum, use) => sum + new Tokens(use.People * use.TokensPerPerson.Thousandths));
    }

    /// <summary>Returns the cheapest mix; null if what cannot have seats needs more tokens than one order has.</summary>
    /// <param name="uses">The uses.</param>
    /// <param name="results">The tokens of the expected results.</param>
    /// <param name="prices">The price list.</param>
    public static Estimate? Of(ImmutableArray<ExpectedUse> uses, Tokens results, PriceList prices)
    {
        var mix = new CheapestMix(uses, results, prices);
        mix.Consider([.. mix._products.Select(product => product.People)]);
        mix.Consider([.. mix._products.Select(_ => 0)]);
        if (mix._best is not null)
        {
            foreach (var tier in prices.Tiers.Index())
            {
                var to = tier.Index + 1 < prices.Tiers.Length ? prices.Tiers[tier.Index + 1].From - 1 : Order.MaxTokens;
                mix.Search(new TierRange(tier.Item.From, to, tier.Item.UnitPrice));
            }
        }

        return mix._best;
    }

    /// <summary>Searches the mixes whose order is in a tier.</summary>
    private void Search(TierRange tier)
    {
        if (_fixed.Value > tier.To)
        {
            return;
        }

        var (lambda, bound) = BestBound(tier);
        for (var excess = tier.UnitPrice; bound < _best!.Total; excess *= Growth)
        {
            var tried = Math.Min(excess, _best.Total - bound);
            var products = _products
                .Select(product => (Product: product, Range: product.RangeWithin(tried, lambda)))
                .OrderBy(entry => entry.Range.Last - entry.Range.First)
                .ToList();
            Try(new Round(tier, lambda, products), 0, tried, _fixed);
            if (_best.Total - bound <= excess)
            {
                return;
            }
        }
    }

    /// <summary>Returns the price of a token that gives the highest bound, and that bound.</summary>
    private (decimal Lambda, decimal Bound) BestBound(TierRange tier) =>
        _products
            .SelectMany(product => product.BreakEvens)
            .Append(0)
            .Append(tier.UnitPrice)
            .Select(lambda =>
                (lambda, tier.Least(lambda) + (lambda * _fixed.Value) + _products.Sum(product => product.Least(lambda)))
            )
            .MaxBy(bound => bound.Item2);

    /// <summary>Tries each number of seats of a product whose excess is small enough, with those chosen before it.</summary>
    private void Try(Round round, int index, decimal excess, Tokens tokens)
    {
        if (index == round.Products.Count)
        {
            Consider([.. _products.Select(product => round.Seats[product])]);
            return;
        }

        var (product, (first, last)) = round.Products[index];
        if (index == round.Products.Count - 1)
        {
            // More seats leave fewer tokens, and the tier has a place only for some numbers of tokens.
            var (least, most) = round.Tier.TokensWithin(excess, round.Lambda);
            first = Math.Max(first, product.SeatsLeaving(most - tokens.Value));
            last = Math.Min(last, product.SeatsLeaving(least - tokens.Value));
        }

        for (var seats = first; seats <= last; seats++)
        {
            var left = excess - product.Excess(seats, round.Lambda);
            if (left >= 0)
            {
                round.Seats[product] = seats;
                Try(round, index + 1, left, tokens + product.TokensWith(seats));
            }
        }
    }

    /// <summary>Remembers the mix if it costs less than the best one so far, or as much with fewer seats.</summary>
    private void Consider(ImmutableArray<int> seats)
    {
        var ofUses = new int[_uses.Length];
        foreach (var (product, count) in _products.Zip(seats))
        {
            product.Assign(count, ofUses);
        }

        if (
            Estimate.Of(_uses, _results, [.. ofUses], _prices) is { } mix
            && (_best is null || (mix.Total, mix.Seats.Sum()).CompareTo((_best.Total, _best.Seats.Sum())) < 0)
        )
        {
            _best = mix;
        }
    }

    /// <summary>One round of the search in a tier: what is tried, and the seats chosen so far.</summary>
    private sealed record Round(
        TierRange Tier,
        decimal Lambda,
        IReadOnlyList<(ProductUse Product, (int First, int Last) Range)> Products
    )
    {
        public Dictionary<ProductUse, int> Seats { get; } = [];
    }
}
