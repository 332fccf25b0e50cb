using System.Diagnostics;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Sends messages with tracing, as the Service Bus SDKs do: each message gets a producer span and carries its ids in
/// the application properties <c>traceparent</c>, <c>tracestate</c> and <c>Diagnostic-Id</c>.
/// </summary>
public static class TracedSending
{
    /// <summary>The name of the activity source of these spans.</summary>
    public const string SourceName = "FlexFunctions.LocalHost";

    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string DiagnosticId = "Diagnostic-Id";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>
    /// Enqueues all messages or none, like <see cref="DurableQueue.SendAsync(IReadOnlyList{OutgoingMessage})"/>. A
    /// message that already has a trace keeps it.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="parent">The parent of the spans, or default for none.</param>
    /// <exception cref="ArgumentException">A message is invalid (<see cref="OutgoingMessage.Validate"/>).</exception>
    public static async Task<IReadOnlyList<long>> SendTracedAsync(
        this DurableQueue queue,
        IReadOnlyList<OutgoingMessage> messages,
        ActivityContext parent = default
    )
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(messages);
        // The web server's own span is not exported, so it must not become the parent.
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
