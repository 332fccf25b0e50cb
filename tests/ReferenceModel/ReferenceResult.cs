namespace FlexFunctions.ReferenceModel;

/// <summary>A result that a product made, with what it costs in tokens, or else in cloud credits.</summary>
public sealed record ReferenceResult(
    string Id,
    string User,
    string Product,
    long Tokens,
    long Credits,
    DateTimeOffset Time
);
