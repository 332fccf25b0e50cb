namespace FlexFunctions.ReferenceModel;

/// <summary>What an order, or a grant of cloud credits, gave a team, and what is left of it.</summary>
public sealed record ReferenceGrant(
    string Order,
    long Bought,
    DateTimeOffset Expires,
    long Left,
    bool IsCredit = false
);
