using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost;

/// <summary>The message rows of one queue. Every method runs inside a commit.</summary>
internal sealed class MessageTable(string name, long queue, QueueSettings settings)
{
    private readonly RecentIds _recent = new(queue, settings.DuplicateWindow);

    internal DeadLetterTable DeadLetters { get; } = new(queue, settings);

    internal Resubmission Resubmission { get; } = new(queue, settings);

    /// <summary>
    /// Enqueues a message unless it is a duplicate. Returns the sequence number of the message in the queue.
    /// </summary>
    internal long Insert(QueueDatabase database, OutgoingMessage message, DateTimeOffset now)
    {
        if (_recent.Find(database, message.MessageId, now) is { } first)
        {
            return first;
        }

        var sequence = InsertNew(database, message, now);
        _recent.Add(database, message.MessageId, sequence, now);
        return sequence;
    }

    private long InsertNew(QueueDatabase database, OutgoingMessage message, DateTimeOffset now)
    {
        var lives = message.TimeToLive is { } time && time < DateTimeOffset.MaxValue - now ? time : (TimeSpan?)null;
        return database.Insert(
            """
            INSERT INTO messages (queue, state, delivery_count, enqueued_at, expires_at, message_id, correlation_id,
              subject, session_id, content_type, properties, body)
            VALUES ($1, 0, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            queue,
            now.UtcTicks,
            lives is null ? null : (now + lives.Value).UtcTicks,
            string.IsNullOrEmpty(message.MessageId) ? Guid.NewGuid().ToString("N") : message.MessageId,
            message.CorrelationId,
            message.Subject,
            message.SessionId,
            message.ContentType,
            PropertyText.Write(message.ApplicationProperties),
            message.Body.ToArray()
        );
    }

    /// <summary>
    /// Releases expired locks, dead-letters messages that expired or used up their deliveries, and resubmits dead
    /// letters that are due.
    /// </summary>
    internal void Sweep(QueueDatabase database, DateTimeOffset now)
    {
        DeadLetters.AddExhaustedLocks(database, now);
        database.Execute(
            "UPDATE messages SET locked_until = NULL WHERE queue = $1 AND locked_until <= $2",
            queue,
            now.UtcTicks
        );
        DeadLetters.AddExpired(database, now);
        Resubmission.ResubmitDue(database, now);
    }

    internal List<ServiceBusReceivedMessage> Receive(QueueDatabase database, int maxMessages, DateTimeOffset now)
    {
        Sweep(database, now);
        var until = now + settings.LockDuration;
        var messages = database.Query(
            $"""
            SELECT {MessageRow.Columns} FROM messages WHERE queue = $1 AND state = 0 AND locked_until IS NULL
            ORDER BY sequence LIMIT $2
            """,
            row => MessageRow.Received(row, until),
            queue,
            maxMessages
        );
        foreach (var message in messages)
        {
            database.Execute(
                "UPDATE messages SET locked_until = $2, delivery_count = $3 WHERE sequence = $1",
                message.SequenceNumber,
                until.UtcTicks,
                message.DeliveryCount
            );
        }

        return messages;
    }

    /// <summary>Removes a locked message. Returns false if the lock is lost.</summary>
    internal bool Complete(QueueDatabase database, string? lockToken, DateTimeOffset now) =>
        FindHeld(database, lockToken, now) is { } held
        && database.Execute("DELETE FROM messages WHERE sequence = $1", held.Sequence) == 1;

    /// <summary>
    /// Abandons a locked message, or dead-letters it after its last delivery. Returns false if the lock is lost.
    /// </summary>
    internal bool Abandon(
        QueueDatabase database,
        string? lockToken,
        IDictionary<string, object>? modify,
        DateTimeOffset now
    )
    {
        if (FindHeld(database, lockToken, now) is not { } held)
        {
            return false;
        }

        Modify(database, held.Sequence, modify);
        if (held.Delivery >= settings.MaxDeliveryCount)
        {
            DeadLetters.AddExhausted(database, held.Sequence, now);
        }
        else
        {
            database.Execute("UPDATE messages SET locked_until = NULL WHERE sequence = $1", held.Sequence);
        }

        return true;
    }

    internal bool DeadLetter(
        QueueDatabase database,
        string? lockToken,
        string? reason,
        string? description,
        IDictionary<string, object>? modify,
        DateTimeOffset now
    )
    {
        if (FindHeld(database, lockToken, now) is not { } held)
        {
            return false;
        }

        Modify(database, held.Sequence, modify);
        DeadLetterTable.Add(database, held.Sequence, reason, description, now);
        return true;
    }

    internal bool Defer(
        QueueDatabase database,
        string? lockToken,
        IDictionary<string, object>? modify,
        DateTimeOffset now
    )
    {
        if (FindHeld(database, lockToken, now) is not { } held)
        {
            return false;
        }

        Modify(database, held.Sequence, modify);
        database.Execute("UPDATE messages SET state = 1, locked_until = NULL WHERE sequence = $1", held.Sequence);
        return true;
    }

    internal bool Renew(QueueDatabase database, string? lockToken, DateTimeOffset now) =>
        FindHeld(database, lockToken, now) is { } held
        && database.Execute(
            "UPDATE messages SET locked_until = $2 WHERE sequence = $1",
            held.Sequence,
            (now + settings.LockDuration).UtcTicks
        ) == 1;

    internal QueueCounts Count(QueueDatabase database, DateTimeOffset now)
    {
        Sweep(database, now);
        return new(
            Waiting(database) + Number("state = 0 AND locked_until IS NOT NULL"),
            Number("state = 1"),
            Number("state = 2")
        );

        long Number(string which) =>
            database.Number($"SELECT count(*) FROM messages WHERE queue = $1 AND {which}", queue);
    }

    /// <summary>Counts the messages ready to be received.</summary>
    internal long Waiting(QueueDatabase database) =>
        database.Number("SELECT count(*) FROM messages WHERE queue = $1 AND state = 0 AND locked_until IS NULL", queue);

    internal DateTimeOffset? NextDue(QueueDatabase database)
    {
        var (expiry, due) = (NextLockExpiry(database), Resubmission.NextDue(database));
        return expiry is null || due < expiry ? due ?? expiry : expiry;
    }

    private DateTimeOffset? NextLockExpiry(QueueDatabase database) =>
        database
            .Query(
                "SELECT min(locked_until) FROM messages WHERE queue = $1 AND locked_until IS NOT NULL",
                row => row.IsDBNull(0) ? (DateTimeOffset?)null : MessageRow.Instant(row.GetInt64(0)),
                queue
            )
            .Single();

    private LockToken? FindHeld(QueueDatabase database, string? lockToken, DateTimeOffset now)
    {
        if (LockToken.Parse(lockToken) is not { } token)
        {
            return null;
        }

        var rows = database.Number(
            """
            SELECT count(*) FROM messages
            WHERE sequence = $1 AND queue = $2 AND delivery_count = $3 AND locked_until > $4
            """,
            token.Sequence,
            queue,
            token.Delivery,
            now.UtcTicks
        );
        return rows == 1 ? token : null;
    }

    private static void Modify(QueueDatabase database, long sequence, IDictionary<string, object>? modify)
    {
        if (modify is null || modify.Count == 0)
        {
            return;
        }

        var properties = database
            .Query(
                "SELECT properties FROM messages WHERE sequence = $1",
                row => PropertyText.Read(MessageRow.Text(row, 0)),
                sequence
            )
            .Single();
        foreach (var (key, value) in modify)
        {
            properties[key] = value;
        }

        database.Execute(
            "UPDATE messages SET properties = $2 WHERE sequence = $1",
            sequence,
            PropertyText.Write(properties)
        );
    }

    internal MessageLockLostException LockLost(string? lockToken) => new(name, lockToken);
}
