using System.Diagnostics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// The span <c>decide usage</c>: one decision about one or more events of a team. It contains the spans of the store calls
/// and the commit. It belongs to the trace of the first event's message and links to the messages of the other events.
/// </summary>
internal static class DecisionTrace
{
    /// <summary>Starts the span and makes it current until it ends.</summary>
    public static Activity? Start(AccountId account, TeamId team, MessageTrace first)
    {
        if (!Instrumentation.Traces.HasListeners())
        {
            return null;
        }

        return Instrumentation.Traces.StartActivity(
            "decide usage",
            ActivityKind.Internal,
            first.Context,
            [new("flex.account", account.Value), new("flex.team", team.Value)]
        );
    }

    /// <summary>Records which messages' events were decided.</summary>
    /// <param name="span">The span; null if nothing listens.</param>
    /// <param name="messages">The message of each event.</param>
    /// <param name="commit">The id of the commit; null if there was nothing to write.</param>
    public static void Decided(Activity? span, IEnumerable<MessageTrace> messages, string? commit)
    {
        if (span is null)
        {
            return;
        }

        var events = messages.ToList();
        span.SetTag("flex.events", events.Count).SetTag("flex.commit", commit);
        foreach (var message in events.Distinct())
        {
            message.Decided(span.Context);
            if (message.Context.TraceId != span.TraceId)
            {
                span.AddLink(new ActivityLink(message.Context));
            }
        }
    }
}
