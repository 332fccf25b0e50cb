namespace FlexFunctions.ReferenceModel;

/// <summary>A piece of use: the half-open [From, To), or the instant From if they are the same (R3).</summary>
public readonly record struct ReferenceInterval(DateTimeOffset From, DateTimeOffset To);
