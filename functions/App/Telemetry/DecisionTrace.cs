using System.Diagnostics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// The span of deciding some events of a team together, <c>decide usage</c>; what the store is asked, and the commit, are
/// in it. It is in the trace of the first event's message, and linked with those of the others.
/// </summary>
internal static class DecisionTrace
{
    /// <summary>Starts it; it is current until it is ended.</summary>
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

    /// <summary>Tells which messages' events were decided in it.</summary>
    /// <param name="span">The span, if anybody listens.</param>
    /// <param name="messages">The message of each event.</param>
    /// <param name="commit">The commit that holds them; null if there was nothing to write.</param>
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
