namespace FlexFunctions.Domain;

/// <summary>What 24 hours of a product cost, from an instant until the product's next rate.</summary>
/// <param name="Product">The product.</param>
/// <param name="Tokens">Per window; above zero.</param>
/// <param name="EffectiveFrom">The first window start that it applies to.</param>
public sealed record DailyRate(ProductId Product, Tokens Tokens, DateTimeOffset EffectiveFrom);
