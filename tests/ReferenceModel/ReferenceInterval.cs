namespace FlexFunctions.ReferenceModel;

/// <summary>An interval of use: the half-open [From, To), or the instant From if both are equal (R3).</summary>
public readonly record struct ReferenceInterval(DateTimeOffset From, DateTimeOffset To);
