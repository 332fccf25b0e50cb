namespace FlexFunctions.Domain;

/// <summary>The cost of 24 hours of a product, from an instant until the product's next rate (R6).</summary>
/// <param name="Product">The product.</param>
/// <param name="Tokens">The cost of one window; above zero.</param>
/// <param name="EffectiveFrom">The first window start that it applies to.</param>
public sealed record DailyRate(ProductId Product, Tokens Tokens, DateTimeOffset EffectiveFrom);
