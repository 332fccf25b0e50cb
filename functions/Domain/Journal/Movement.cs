namespace FlexFunctions.Domain;

/// <summary>An amount that a posting moves into or out of a team (R18).</summary>
/// <param name="Kind">The kind of movement, which implies its direction.</param>
/// <param name="Unit">Tokens or cloud credits.</param>
/// <param name="Amount">The amount; not negative.</param>
public readonly record struct Movement(MovementKind Kind, GrantUnit Unit, Tokens Amount);
