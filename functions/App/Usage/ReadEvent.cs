using System.Collections.Immutable;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>The result of reading the body of a message.</summary>
/// <param name="IsBatch">True if the body was a JSON array.</param>
/// <param name="Events">The result of reading each event, in order.</param>
internal sealed record ReadBody(bool IsBatch, ImmutableArray<ReadEvent> Events);

/// <summary>The result of reading one event of a message.</summary>
internal abstract record ReadEvent
{
    private ReadEvent() { }

    /// <summary>A usage event.</summary>
    public sealed record Valid(TeamUsageEvent Event) : ReadEvent;

    /// <summary>Not a usage event.</summary>
    public sealed record Malformed(Rejection Rejection) : ReadEvent;
}
