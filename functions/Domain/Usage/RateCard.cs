using System.Collections.Frozen;

namespace FlexFunctions.Domain;

/// <summary>
/// The rates of products per 24 hours, and of results per unit, each in effect from an instant on (R6, R7).
/// </summary>
public sealed class RateCard
{
    private readonly FrozenDictionary<ProductId, DailyRate[]> _byProduct;
    private readonly FrozenDictionary<(ProductId, ResultId), ResultRate[]> _byResult;

    /// <summary>Creates a rate card.</summary>
    /// <exception cref="ArgumentException">A product, or a kind of result, has two rates from the same instant.</exception>
    public RateCard(IEnumerable<DailyRate> rates, IEnumerable<ResultRate>? results = null)
    {
        _byResult = (results ?? [])
            .GroupBy(rate => (rate.Product, rate.Result))
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(rate => rate.EffectiveFrom).ToArray());
        foreach (var ((product, result), ofResult) in _byResult)
        {
            if (ofResult.DistinctBy(rate => rate.EffectiveFrom).Count() != ofResult.Length)
            {
                throw new ArgumentException(
                    $"Result '{result}' of product '{product}' has two rates from the same instant.",
                    nameof(results)
                );
            }
        }

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

    /// <summary>All daily rates, by product and date.</summary>
    public IEnumerable<DailyRate> Daily =>
        _byProduct.OrderBy(rates => rates.Key.Value, StringComparer.Ordinal).SelectMany(rates => rates.Value);

    /// <summary>All rates of results, by product, result and date.</summary>
    public IEnumerable<ResultRate> Results =>
        _byResult
            .Values.SelectMany(rates => rates)
            .OrderBy(rate => rate.Product.Value, StringComparer.Ordinal)
            .ThenBy(rate => rate.Result.Value, StringComparer.Ordinal);

    /// <summary>Returns the rate of a kind of result at an instant, or null if there is none.</summary>
    public ResultRate? At(ProductId product, ResultId result, DateTimeOffset instant) =>
        _byResult.TryGetValue((product, result), out var rates)
            ? Array.FindLast(rates, rate => rate.EffectiveFrom <= instant)
            : null;

    /// <summary>Returns the daily rate of a product at an instant, or null if there is none.</summary>
    public Tokens? At(ProductId product, DateTimeOffset instant) =>
        _byProduct.TryGetValue(product, out var rates)
            ? Array.FindLast(rates, rate => rate.EffectiveFrom <= instant)?.Tokens
            : null;
}
