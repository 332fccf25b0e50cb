namespace Azure.Messaging.ServiceBus;

/// <summary>Makes received messages for tests.</summary>
public static class ServiceBusModelFactory
{
    /// <summary>Makes a message; call it with named arguments.</summary>
    /// <param name="body">The payload.</param>
    /// <param name="messageId">The sender's name for the message.</param>
    /// <param name="partitionKey">Can not be read in this host.</param>
    /// <param name="viaPartitionKey">Can not be read in this host.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="replyToSessionId">Can not be read in this host.</param>
    /// <param name="timeToLive">How long after <paramref name="enqueuedTime"/> it expires; zero means never.</param>
    /// <param name="correlationId">What it belongs to, for the sender.</param>
    /// <param name="subject">What it is about, for the sender.</param>
    /// <param name="to">Can not be read in this host.</param>
    /// <param name="contentType">The payload's media type.</param>
    /// <param name="replyTo">Can not be read in this host.</param>
    /// <param name="scheduledEnqueueTime">Can not be read in this host.</param>
    /// <param name="properties">The application properties.</param>
    /// <param name="lockTokenGuid">Proof of the lock.</param>
    /// <param name="deliveryCount">How many times it has been delivered.</param>
    /// <param name="lockedUntil">When the lock lapses.</param>
    /// <param name="sequenceNumber">Its place in the queue.</param>
    /// <param name="deadLetterSource">The queue it was dead-lettered from.</param>
    /// <param name="enqueuedSequenceNumber">The sequence number it was first enqueued with.</param>
    /// <param name="enqueuedTime">When the queue took it in.</param>
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = null,
        string? messageId = null,
        string? partitionKey = null,
        string? viaPartitionKey = null,
        string? sessionId = null,
        string? replyToSessionId = null,
        TimeSpan timeToLive = default,
        string? correlationId = null,
        string? subject = null,
        string? to = null,
        string? contentType = null,
        string? replyTo = null,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object>? properties = null,
        Guid lockTokenGuid = default,
        int deliveryCount = default,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string? deadLetterSource = null,
        long enqueuedSequenceNumber = default,
        DateTimeOffset enqueuedTime = default
    )
    {
        var never = timeToLive == default || timeToLive >= DateTimeOffset.MaxValue - enqueuedTime;
        return new()
        {
            Body = body ?? new BinaryData(Array.Empty<byte>()),
            MessageId = messageId!,
            SessionId = sessionId!,
            CorrelationId = correlationId!,
            Subject = subject!,
            ContentType = contentType!,
            ApplicationProperties = new Dictionary<string, object>(properties ?? new Dictionary<string, object>()),
            LockToken = lockTokenGuid.ToString(),
            DeliveryCount = deliveryCount,
            LockedUntil = lockedUntil,
            SequenceNumber = sequenceNumber,
            DeadLetterSource = deadLetterSource!,
            EnqueuedSequenceNumber = enqueuedSequenceNumber,
            EnqueuedTime = enqueuedTime,
            ExpiresAt = never ? DateTimeOffset.MaxValue : enqueuedTime + timeToLive,
        };
    }
}
