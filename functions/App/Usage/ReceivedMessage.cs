using Azure.Messaging.ServiceBus;

namespace FlexFunctions.App;

/// <summary>A message of the queue with its events.</summary>
internal sealed class ReceivedMessage : IDisposable
{
    /// <summary>The application property that carries the first enqueued time of a resubmitted message (R5).</summary>
    public const string FirstEnqueuedProperty = "flex-first-enqueued";

    /// <summary>How long before its own enqueued time a message can have been enqueued first (R5).</summary>
    private static readonly TimeSpan s_maxResubmissionAge = TimeSpan.FromDays(366);

    private readonly ReadBody _body;

    /// <summary>Reads a message and starts its span.</summary>
    public ReceivedMessage(ServiceBusReceivedMessage message)
    {
        Message = message;
        Trace = new MessageTrace(message);
        _body = CloudEventReader.Read(message.Body.ToMemory(), FirstEnqueued(message));
        foreach (var (position, read) in _body.Events.Index())
        {
            if (read is ReadEvent.Valid { Event: var usage })
            {
                Events.Add(new ReceivedEvent(this, position, usage));
            }
            else if (read is ReadEvent.Malformed { Rejection: var rejection })
            {
                Malformed.Add(new BadEvent(position, rejection));
            }
        }
    }

    /// <summary>The message.</summary>
    public ServiceBusReceivedMessage Message { get; }

    /// <summary>The span of the message.</summary>
    public MessageTrace Trace { get; }

    /// <summary>True if its body is a JSON array of events.</summary>
    public bool IsBatch => _body.IsBatch;

    /// <summary>How many events it holds, valid or not.</summary>
    public int Count => _body.Events.Length;

    /// <summary>Its valid events.</summary>
    public List<ReceivedEvent> Events { get; } = [];

    /// <summary>Its malformed events.</summary>
    public List<BadEvent> Malformed { get; } = [];

    /// <summary>Ends the span.</summary>
    public void Dispose() => Trace.Dispose();

    /// <summary>
    /// Returns when the queue first accepted the message. The property is believed only if it names an instant at most 366
    /// days before the message's own enqueued time, and not after it (R5).
    /// </summary>
    private static DateTimeOffset FirstEnqueued(ServiceBusReceivedMessage message)
    {
        var first = message.ApplicationProperties.TryGetValue(FirstEnqueuedProperty, out var value)
            ? value switch
            {
                DateTimeOffset instant => instant.ToUniversalTime(),
                DateTime instant => new DateTimeOffset(instant.ToUniversalTime()),
                string text when Rfc3339.TryParse(text, out var instant) => instant,
                _ => message.EnqueuedTime,
            }
            : message.EnqueuedTime;
        var age = message.EnqueuedTime - first;
        return age >= TimeSpan.Zero && age <= s_maxResubmissionAge ? first : message.EnqueuedTime.ToUniversalTime();
    }
}
