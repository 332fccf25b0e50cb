namespace FlexFunctions.App;

/// <summary>A page of a team's journal.</summary>
/// <param name="Team">The team.</param>
/// <param name="Head">The hash of the journal's last block.</param>
/// <param name="Postings">The lines of some whole blocks, in order.</param>
/// <param name="Continuation">Where the next page begins; left out on the last.</param>
public sealed record JournalBody(string Team, string Head, IReadOnlyList<PostingBody> Postings, string? Continuation);
