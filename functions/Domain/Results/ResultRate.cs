namespace FlexFunctions.Domain;

/// <summary>What a kind of result of a product costs per unit, from an instant until its next rate (R6, R7).</summary>
/// <param name="Product">The product.</param>
/// <param name="Result">The kind of result.</param>
/// <param name="Tokens">Tokens per unit, exact; above zero.</param>
/// <param name="CloudCredits">Cloud credits per unit, exact; above zero.</param>
/// <param name="Unit">What a quantity of 1 is, such as <c>megapixel</c>.</param>
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
    /// <summary>What a quantity costs in a unit: rate × quantity, rounded once, half away from zero (R7).</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public Tokens Cost(decimal quantity, GrantUnit unit)
    {
        var perUnit = unit == GrantUnit.CloudCredits ? CloudCredits : Tokens;
        return Domain.Tokens.Of(decimal.Round(checked(perUnit * quantity), 3, MidpointRounding.AwayFromZero));
    }
}
