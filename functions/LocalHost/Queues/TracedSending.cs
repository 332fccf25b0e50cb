using System.Diagnostics;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Sends as a sender that traces does: each message has a producer span, and says in its application properties
/// <c>traceparent</c>, <c>tracestate</c> and <c>Diagnostic-Id</c> which it is, as the Service Bus SDKs do.
/// </summary>
public static class TracedSending
{
    /// <summary>The name of the source of these spans. Nobody listens unless the program exports.</summary>
    public const string SourceName = "FlexFunctions.LocalHost";

    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string DiagnosticId = "Diagnostic-Id";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>
    /// Takes all messages in, or none, as <see cref="DurableQueue.SendAsync(IReadOnlyList{OutgoingMessage})"/> does. A
    /// message that names a trace already keeps it.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="parent">What the sending is part of; default if of nothing.</param>
    /// <exception cref="ArgumentException">A message has a flaw (<see cref="OutgoingMessage.Flaw"/>).</exception>
    public static async Task<IReadOnlyList<long>> SendTracedAsync(
        this DurableQueue queue,
        IReadOnlyList<OutgoingMessage> messages,
        ActivityContext parent = default
    )
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(messages);
        // The web server has a span of its own for each request, which it does not export: it would be a missing parent.
        var around = Activity.Current;
        Activity.Current = null;
        var spans = new List<Activity?>(messages.Count);
        try
        {
            var stamped = messages.Select(message =>
            {
                var span = IsTraced(message) ? null : Start(queue, message, parent);
                Activity.Current = null;
                spans.Add(span);
                return Stamped(message, span?.Context ?? parent);
            });
            return await queue.SendAsync([.. stamped]);
        }
        finally
        {
            spans.ForEach(span => span?.Dispose());
            Activity.Current = around;
        }
    }

    private static Activity? Start(DurableQueue queue, OutgoingMessage message, ActivityContext parent) =>
        s_source.StartActivity(
            $"send {queue.Name}",
            ActivityKind.Producer,
            parent,
            [
                new("messaging.system", "servicebus"),
                new("messaging.operation.name", "send"),
                new("messaging.operation.type", "send"),
                new("messaging.destination.name", queue.Name),
                new("messaging.message.id", message.MessageId),
            ]
        );

    private static bool IsTraced(OutgoingMessage message) =>
        message.ApplicationProperties.ContainsKey(TraceParent)
        || message.ApplicationProperties.ContainsKey(DiagnosticId);

    private static OutgoingMessage Stamped(OutgoingMessage message, ActivityContext context)
    {
        if (context == default || IsTraced(message))
        {
            return message;
        }

        var flags = context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00";
        var text = $"00-{context.TraceId}-{context.SpanId}-{flags}";
        var properties = new Dictionary<string, object>(message.ApplicationProperties)
        {
            [TraceParent] = text,
            [DiagnosticId] = text,
        };
        if (context.TraceState is { Length: > 0 } state)
        {
            properties[TraceState] = state;
        }

        return message with
        {
            ApplicationProperties = properties,
        };
    }
}
