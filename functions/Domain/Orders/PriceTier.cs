namespace FlexFunctions.Domain;

/// <summary>The unit price of orders of at least some quantity (R11).</summary>
/// <param name="From">The smallest quantity that it applies to, in whole tokens; at least 1.</param>
/// <param name="UnitPrice">The exact price per token; above zero.</param>
public sealed record PriceTier(long From, decimal UnitPrice);
