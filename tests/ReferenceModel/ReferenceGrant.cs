namespace FlexFunctions.ReferenceModel;

/// <summary>The tokens of an order, or a grant of cloud credits: the amount at first, and the amount left.</summary>
public sealed record ReferenceGrant(
    string Order,
    long Bought,
    DateTimeOffset Expires,
    long Left,
    bool IsCredit = false
);
