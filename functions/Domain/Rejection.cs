namespace FlexFunctions.Domain;

/// <summary>The reason a request or event was rejected.</summary>
/// <param name="Code">The stable code (<see cref="RejectionCode"/>).</param>
/// <param name="Detail">One sentence for people, with the relevant values.</param>
/// <param name="Field">The invalid field, if there is one.</param>
public sealed record Rejection(string Code, string Detail, string? Field = null);
