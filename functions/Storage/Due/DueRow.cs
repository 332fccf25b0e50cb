namespace FlexFunctions.Storage;

/// <summary>An entry as it was found.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="ETag">It is removed only if nobody has written it again since.</param>
public sealed record DueRow(DueEntry Entry, string ETag);
