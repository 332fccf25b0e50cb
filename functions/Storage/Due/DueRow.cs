namespace FlexFunctions.Storage;

/// <summary>A due entry with its ETag.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="ETag">The ETag of the row; an entry that was written again since is not removed.</param>
public sealed record DueRow(DueEntry Entry, string ETag);
