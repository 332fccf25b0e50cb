namespace FlexFunctions.Domain;

/// <summary>A refusal, as a value: what callers and dead letters are told.</summary>
/// <param name="Code">The stable code (<see cref="RejectionCode"/>).</param>
/// <param name="Detail">One sentence for people: what is wrong, with the figures.</param>
/// <param name="Field">The field at fault, if there is one.</param>
public sealed record Rejection(string Code, string Detail, string? Field = null);
