using System.Globalization;
using System.Text;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A message with the decisions on its events; it says how the message is settled.</summary>
/// <param name="Received">The message.</param>
/// <param name="Events">The decided events; fewer than the message has if a team could not be decided.</param>
internal sealed record DecidedMessage(ReceivedMessage Received, IReadOnlyList<DecidedEvent> Events)
{
    private const int MaxDescribed = 20;
    private const int MaxNumbered = 200;
    private const int MaxDetailLength = 120;

    /// <summary>True if a team of the message could not be decided, so that the message must be delivered again.</summary>
    public bool MustBeRetried => Events.Count < Received.Events.Count;

    /// <summary>The malformed and refused events, in order.</summary>
    public IReadOnlyList<BadEvent> BadEvents { get; } =
    [
        .. Received
            .Malformed.Concat(
                from decided in Events
                let refused = decided.Outcome as UsageOutcome.Refused
                where refused is not null
                select new BadEvent(decided.Received.Position, refused.Rejection)
            )
            .OrderBy(bad => bad.Position),
    ];

    /// <summary>Returns the code of the first bad event and a description of all, or null if no event is bad.</summary>
    public (string Code, string Description)? DeadLetter()
    {
        if (BadEvents.Count == 0)
        {
            return null;
        }

        var first = BadEvents[0].Rejection;
        return (first.Code, Received.IsBatch ? DescribeBadEvents() : first.Detail);
    }

    /// <summary>Tags the span of the message.</summary>
    public void Tag()
    {
        if (!Received.Trace.IsRecorded)
        {
            return;
        }

        var teams = Received
            .Events.Select(received => received.Content)
            .DistinctBy(usage => (usage.Account, usage.Team));
        var commits = Events.Select(decided => decided.CommitId).OfType<string>().Distinct(StringComparer.Ordinal);
        Received.Trace.Settled(Received.Count, [.. commits], teams.Take(2).ToList() is [var only] ? only : null);
    }

    private string DescribeBadEvents()
    {
        var text = new StringBuilder(
            $"{BadEvents.Count} of {Received.Count} events are bad, the others were applied. Bad:"
        );
        foreach (var (position, rejection) in BadEvents.Take(MaxDescribed))
        {
            text.Append(CultureInfo.InvariantCulture, $" [{position}] {rejection.Code}: {Shorten(rejection.Detail)}");
        }

        if (BadEvents.Count > MaxDescribed)
        {
            var others = BadEvents.Skip(MaxDescribed).Take(MaxNumbered).Select(bad => bad.Position);
            text.Append(" and ").AppendJoin(", ", others);
        }

        return text.ToString();
    }

    private static string Shorten(string text) =>
        text.Length <= MaxDetailLength ? text : text[..(MaxDetailLength - 1)] + "…";
}
