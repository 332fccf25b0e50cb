using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A result that is charged, and what pays (R7).</summary>
/// <param name="Result">The kind of result.</param>
/// <param name="Quantity">How much of it; above zero.</param>
/// <param name="Unit">Cloud credits or tokens: a result is paid by one of them in full.</param>
/// <param name="Cost">Rate × quantity in that unit.</param>
/// <param name="Drawn">What the grants pay; sums to the cost.</param>
public sealed record ResultCharge(
    ResultId Result,
    decimal Quantity,
    GrantUnit Unit,
    Tokens Cost,
    ImmutableArray<Payment> Drawn
);
