namespace FlexFunctions.Domain;

/// <summary>The unit price of orders from a quantity on (R11).</summary>
/// <param name="From">The smallest quantity that it applies to, in whole tokens; at least 1.</param>
/// <param name="UnitPrice">Per token, exact; above zero.</param>
public sealed record PriceTier(long From, decimal UnitPrice);
