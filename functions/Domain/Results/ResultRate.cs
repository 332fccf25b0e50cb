namespace FlexFunctions.Domain;

/// <summary>The cost per unit of a kind of result, from an instant until its next rate (R6, R7).</summary>
/// <param name="Product">The product.</param>
/// <param name="Result">The kind of result.</param>
/// <param name="Tokens">Tokens per unit, exact; above zero.</param>
/// <param name="CloudCredits">Cloud credits per unit, exact; above zero.</param>
/// <param name="Unit">The unit of the quantity, such as <c>megapixel</c>.</param>
/// <param name="EffectiveFrom">The first event time that it applies to.</param>
public sealed record ResultRate(
    ProductId Product,
    ResultId Result,
    decimal Tokens,
    decimal CloudCredits,
    string Unit,
    DateTimeOffset EffectiveFrom
)
{
    private static readonly Tokens s_least = new(1);

    /// <summary>
    /// Returns the cost of a quantity: rate × quantity, rounded once to thousandths, half away from zero, and at least one
    /// thousandth (R7).
    /// </summary>
    /// <param name="quantity">The quantity, above zero.</param>
    /// <param name="unit">The unit of the cost.</param>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public Tokens Cost(decimal quantity, GrantUnit unit)
    {
        var perUnit = unit == GrantUnit.CloudCredits ? CloudCredits : Tokens;
        var cost = Domain.Tokens.Of(decimal.Round(checked(perUnit * quantity), 3, MidpointRounding.AwayFromZero));
        return cost.IsPositive ? cost : s_least;
    }
}
