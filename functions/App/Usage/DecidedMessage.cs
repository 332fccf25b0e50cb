using System.Globalization;
using System.Text;
using FlexFunctions.Domain;

namespace FlexFunctions.App;

/// <summary>A message with the decisions on its events; it says how the message is settled.</summary>
/// <param name="Received">The message.</param>
/// <param name="Events">The decided events; fewer than the message has if a team could not be decided.</param>
internal sealed record DecidedMessage(ReceivedMessage Received, IReadOnlyList<DecidedEvent> Events)
{
    /// <summary>The most characters of a description. A queue rejects a longer one than it can hold.</summary>
    private const int MaxDescription = 1_024;

    /// <summary>The characters of a description after which bad events are listed by their positions alone.</summary>
    private const int DetailsUpTo = 600;

    private const int MaxDetail = 120;

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
        return (first.Code, Shorten(Received.IsBatch ? DescribeBadEvents() : first.Detail, MaxDescription));
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
        var described = 0;
        while (described < BadEvents.Count && text.Length < DetailsUpTo)
        {
            var (position, rejection) = BadEvents[described++];
            text.Append(
                CultureInfo.InvariantCulture,
                $" [{position}] {rejection.Code}: {Shorten(rejection.Detail, MaxDetail)}"
            );
        }

        if (described < BadEvents.Count)
        {
            text.Append(" and ").AppendJoin(", ", BadEvents.Skip(described).Select(bad => bad.Position));
        }

        return text.ToString();
    }

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
