using System.Collections.Frozen;

namespace FlexFunctions.Domain;

/// <summary>Tokens per product and 24 hours, each with the instant from which it is in effect (R6).</summary>
public sealed class RateCard
{
    private readonly FrozenDictionary<ProductId, DailyRate[]> _byProduct;

    /// <summary>A card of these rates.</summary>
    /// <exception cref="ArgumentException">A product has two rates from the same instant.</exception>
    public RateCard(IEnumerable<DailyRate> rates)
    {
        _byProduct = rates
            .GroupBy(rate => rate.Product)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(rate => rate.EffectiveFrom).ToArray());
        foreach (var (product, ofProduct) in _byProduct)
        {
            if (ofProduct.DistinctBy(rate => rate.EffectiveFrom).Count() != ofProduct.Length)
            {
                throw new ArgumentException($"Product '{product}' has two rates from the same instant.", nameof(rates));
            }
        }
    }

    /// <summary>The rate in effect for a product at an instant; null if there is none.</summary>
    public Tokens? At(ProductId product, DateTimeOffset instant) =>
        _byProduct.TryGetValue(product, out var rates)
            ? Array.FindLast(rates, rate => rate.EffectiveFrom <= instant)?.Tokens
            : null;
}
