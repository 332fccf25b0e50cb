using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// The span <c>process usage-events</c> of one message, from its receipt until it is settled, which is after its commits. Its
/// parent is the trace context that the sender put into the message. Attribute <c>flex.commit</c> names the commits, so a
/// reader of one message's trace finds them even if they hold other messages too. The span has ids, and nothing of the body.
/// </summary>
/// <remarks>
/// Senders put their trace context into the application property <c>traceparent</c> (W3C, current Service Bus SDKs) or
/// <c>Diagnostic-Id</c> (older SDKs, same format).
/// </remarks>
internal sealed class MessageTrace : IDisposable
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string DiagnosticId = "Diagnostic-Id";

    private readonly Activity? _span;

    /// <summary>Starts the span of a message, with a link to the current span, which stays current.</summary>
    /// <param name="message">The message.</param>
    public MessageTrace(ServiceBusReceivedMessage message)
    {
        if (!Instrumentation.Traces.HasListeners())
        {
            return;
        }

        var batch = Activity.Current;
        // The parent is the sender's span, if there is one, and never the span of the function's run.
        Activity.Current = null;
        _span = Instrumentation.Traces.StartActivity(
            $"process {IngestUsage.Queue}",
            ActivityKind.Consumer,
            SentIn(message.ApplicationProperties),
            [
                new("messaging.system", "servicebus"),
                new("messaging.operation.name", "process"),
                new("messaging.operation.type", "process"),
                new("messaging.destination.name", IngestUsage.Queue),
                new("messaging.message.id", message.MessageId),
                new("messaging.servicebus.message.delivery_count", message.DeliveryCount),
            ],
            batch is null ? [] : [new ActivityLink(batch.Context)]
        );
        Activity.Current = batch;
    }

    /// <summary>True if a listener records the span.</summary>
    public bool IsRecorded => _span is not null;

    /// <summary>The trace context of the span; default if nothing listens.</summary>
    public ActivityContext Context => _span?.Context ?? default;

    /// <summary>Links to the decision about the message, and so to its commit, if that is in another trace.</summary>
    public void Decided(ActivityContext decision)
    {
        if (decision != default && decision.TraceId != Context.TraceId)
        {
            _span?.AddLink(new ActivityLink(decision));
        }
    }

    /// <summary>Records the content of a settled message.</summary>
    /// <param name="events">The number of events.</param>
    /// <param name="commits">The ids of the commits that hold them.</param>
    /// <param name="team">An event of the team, if all events belong to one team; otherwise null.</param>
    public void Settled(int events, string[] commits, TeamUsageEvent? team)
    {
        _span?.SetTag("flex.events", events).SetTag("flex.commit", commits.Length > 0 ? commits : null);
        if (team is not null)
        {
            _span?.SetTag("flex.account", team.Account.Value).SetTag("flex.team", team.Team.Value);
        }
    }

    /// <summary>Makes the span current in the calling method, so that log lines written there belong to it.</summary>
    public void Enter() => Activity.Current = _span ?? Activity.Current;

    /// <summary>Records that the message is dead-lettered. This is not an error of the app.</summary>
    public void DeadLettered(string code) => _span?.SetTag("flex.dead_letter.code", code);

    /// <summary>Records that the message was not decided and will be delivered again.</summary>
    public void Abandoned() => _span?.SetTag("error.type", "not-decided").SetStatus(ActivityStatusCode.Error);

    /// <summary>Ends the span.</summary>
    public void Dispose() => _span?.Dispose();

    private static ActivityContext SentIn(IReadOnlyDictionary<string, object> properties)
    {
        var parent = Text(TraceParent) ?? Text(DiagnosticId);
        return ActivityContext.TryParse(parent, Text(TraceState), isRemote: true, out var context) ? context : default;

        string? Text(string name) => properties.GetValueOrDefault(name) as string;
    }
}
