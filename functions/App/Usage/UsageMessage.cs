using System.Collections.Immutable;

namespace FlexFunctions.App;

/// <summary>What the body of a message holds.</summary>
/// <param name="IsBatch">True if it was a JSON array.</param>
/// <param name="Events">Its events in order.</param>
internal sealed record UsageMessage(bool IsBatch, ImmutableArray<ReadEvent> Events);
