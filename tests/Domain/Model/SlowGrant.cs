namespace FlexFunctions.Domain.Tests.Model;

/// <summary>What an order gave a team, and what is left of it.</summary>
public sealed record SlowGrant(string Order, long Bought, DateTimeOffset Expires, long Left);
