using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// The span of one message, <c>process usage-events</c>: a child of what its sender put into the message, from when the
/// functions have it until it is settled, which is after its commits. It names them (<c>flex.commit</c>), so that whoever
/// follows the trace of one message finds the commit, whatever else was in it. Ids only; nothing of the body.
/// </summary>
/// <remarks>
/// Senders put their context into application properties: <c>traceparent</c> as W3C says and the Service Bus SDKs do now,
/// or <c>Diagnostic-Id</c>, of the same form, as they always did.
/// </remarks>
internal sealed class MessageTrace : IDisposable
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";
    private const string DiagnosticId = "Diagnostic-Id";

    private readonly Activity? _span;

    /// <summary>Starts the span of a message; the span that is current stays so, and is linked.</summary>
    /// <param name="message">The message.</param>
    public MessageTrace(ServiceBusReceivedMessage message)
    {
        if (!Instrumentation.Traces.HasListeners())
        {
            return;
        }

        var batch = Activity.Current;
        // A message is its sender's, or nobody's: in no case a part of the run that has it.
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

    /// <summary>True if somebody listens; else nothing need be told.</summary>
    public bool IsRecorded => _span is not null;

    /// <summary>Where in which trace it is; default if nobody listens.</summary>
    public ActivityContext Context => _span?.Context ?? default;

    /// <summary>Tells which decision was taken on it, and so which commit holds it, which may be in another trace.</summary>
    public void Decided(ActivityContext decision)
    {
        if (decision != default && decision.TraceId != Context.TraceId)
        {
            _span?.AddLink(new ActivityLink(decision));
        }
    }

    /// <summary>Tells what the message was.</summary>
    /// <param name="events">How many events.</param>
    /// <param name="commits">The ids of the commits that hold them.</param>
    /// <param name="team">Whose they are, if of one team.</param>
    public void Settled(int events, string[] commits, TeamUsageEvent? team)
    {
        _span?.SetTag("flex.events", events).SetTag("flex.commit", commits.Length > 0 ? commits : null);
        if (team is not null)
        {
            _span?.SetTag("flex.account", team.Account.Value).SetTag("flex.team", team.Team.Value);
        }
    }

    /// <summary>Makes it current in the method that calls this, so that what is logged there is found by it.</summary>
    public void Enter() => Activity.Current = _span ?? Activity.Current;

    /// <summary>Tells that it is dead-lettered, which is no failure of ours.</summary>
    public void DeadLettered(string code) => _span?.SetTag("flex.dead_letter.code", code);

    /// <summary>Tells that it comes again.</summary>
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
