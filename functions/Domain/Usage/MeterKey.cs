namespace FlexFunctions.Domain;

/// <summary>The user and product of a meter; a team has one meter for each pair (R1).</summary>
public readonly record struct MeterKey(UserId User, ProductId Product);
