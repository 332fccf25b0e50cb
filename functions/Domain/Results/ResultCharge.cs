using System.Collections.Immutable;

namespace FlexFunctions.Domain;

/// <summary>A result that is charged, and what pays (R7).</summary>
/// <param name="Result">The kind of result.</param>
/// <param name="Quantity">The quantity; above zero.</param>
/// <param name="Unit">Cloud credits or tokens; one of them pays the whole result.</param>
/// <param name="Cost">Rate × quantity in that unit.</param>
/// <param name="Drawn">The payments of the grants; they sum to the cost.</param>
public sealed record ResultCharge(
    ResultId Result,
    decimal Quantity,
    GrantUnit Unit,
    Tokens Cost,
    ImmutableArray<Payment> Drawn
);
