namespace FlexFunctions.ReferenceModel;

/// <summary>A result event, with its cost in tokens and its cost in cloud credits.</summary>
public sealed record ReferenceResult(
    string Id,
    string User,
    string Product,
    long Tokens,
    long Credits,
    DateTimeOffset Time
);
