using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>What reading one event of a message came to.</summary>
internal abstract record ReadEvent
{
    private ReadEvent() { }

    /// <summary>A usage event.</summary>
    public sealed record Good(TeamUsageEvent Event) : ReadEvent;

    /// <summary>No usage event.</summary>
    public sealed record Bad(Rejection Rejection) : ReadEvent;
}
