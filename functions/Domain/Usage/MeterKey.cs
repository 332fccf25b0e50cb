namespace FlexFunctions.Domain;

/// <summary>Whose use of what a meter remembers; a team has one meter for each (R1).</summary>
public readonly record struct MeterKey(UserId User, ProductId Product);
