using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A valid usage event of a received message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Position">The position of the event in the message, from 0.</param>
/// <param name="Content">The event with its account and team.</param>
internal sealed record ReceivedEvent(ReceivedMessage Message, int Position, TeamUsageEvent Content)
{
    /// <summary>The event.</summary>
    public UsageEvent Usage => Content.Usage;
}
