namespace FlexFunctions.Domain;

/// <summary>What one grant pays of a charge.</summary>
/// <param name="Grant">The grant that pays.</param>
/// <param name="Tokens">How much; above zero.</param>
public readonly record struct Payment(GrantKey Grant, Tokens Tokens);
