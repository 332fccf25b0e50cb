namespace FlexFunctions.LocalHost;

/// <summary>
/// Resubmits dead letters as new messages at the end of their queue, with a delivery count of zero and the same message
/// id. Every method runs inside a commit.
/// </summary>
internal sealed class Resubmission(long queue, QueueSettings settings)
{
    /// <summary>The largest number of messages that one commit resubmits.</summary>
    internal const int BatchSize = 256;

    /// <summary>
    /// Resubmits messages that used up their deliveries, once: a dependency that was down may be up again. A message
    /// that fails again stays in the dead-letter queue.
    /// </summary>
    internal void ResubmitDue(QueueDatabase database, DateTimeOffset now)
    {
        var due = database.Query(
            """
            SELECT sequence FROM messages WHERE queue = $1 AND state = 2 AND resubmitted = 0
              AND dead_letter_reason = 'MaxDeliveryCountExceeded' AND dead_lettered_at <= $2
            ORDER BY dead_lettered_at LIMIT $3
            """,
            row => row.GetInt64(0),
            queue,
            (now - settings.ResubmitAfter).UtcTicks,
            BatchSize
        );
        foreach (var sequence in due)
        {
            Resubmit(database, sequence, now, isAutomatic: true);
        }
    }

    /// <summary>Returns the next time <see cref="ResubmitDue"/> has work, or null.</summary>
    internal DateTimeOffset? NextDue(QueueDatabase database) =>
        database
            .Query(
                """
                SELECT min(dead_lettered_at) FROM messages WHERE queue = $1 AND state = 2 AND resubmitted = 0
                  AND dead_letter_reason = 'MaxDeliveryCountExceeded'
                """,
                row => row.IsDBNull(0) ? (DateTimeOffset?)null : MessageRow.Instant(row.GetInt64(0)),
                queue
            )
            .Single() + settings.ResubmitAfter;

    /// <summary>Returns the largest sequence number among the dead letters with a reason, or 0.</summary>
    internal long FindLast(QueueDatabase database, string reason) =>
        database.Number(
            """
            SELECT coalesce(max(sequence), 0) FROM messages
            WHERE queue = $1 AND state = 2 AND coalesce(dead_letter_reason, '') = $2
            """,
            queue,
            reason
        );

    /// <summary>
    /// Resubmits the oldest dead letters with a reason, up to a sequence number. Returns their number.
    /// </summary>
    internal int ResubmitOldest(QueueDatabase database, string reason, long last, DateTimeOffset now)
    {
        var sequences = database.Query(
            """
            SELECT sequence FROM messages
            WHERE queue = $1 AND state = 2 AND coalesce(dead_letter_reason, '') = $2 AND sequence <= $3
            ORDER BY sequence LIMIT $4
            """,
            row => row.GetInt64(0),
            queue,
            reason,
            last,
            BatchSize
        );
        foreach (var sequence in sequences)
        {
            Resubmit(database, sequence, now);
        }

        return sequences.Count;
    }

    /// <summary>Resubmits one dead letter. Returns false if the queue has none with that number.</summary>
    internal bool Resubmit(QueueDatabase database, long sequence, DateTimeOffset now, bool isAutomatic = false)
    {
        var found = database.Query(
            "SELECT properties, enqueued_at FROM messages WHERE sequence = $1 AND queue = $2 AND state = 2",
            row => (Text: MessageRow.Text(row, 0), Enqueued: MessageRow.Instant(row.GetInt64(1))),
            sequence,
            queue
        );
        if (found.Count == 0)
        {
            return false;
        }

        var properties = PropertyText.Read(found[0].Text);
        // A message that was resubmitted before already has the property.
        if (settings.FirstEnqueuedProperty is { } name)
        {
            properties.TryAdd(name, found[0].Enqueued);
        }

        database.Execute(
            """
            INSERT INTO messages (queue, state, delivery_count, enqueued_at, expires_at, message_id, correlation_id,
              subject, session_id, content_type, properties, body, resubmitted)
            SELECT queue, 0, 0, $2, min($2 + expires_at - enqueued_at, $3), message_id, correlation_id,
              subject, session_id, content_type, $4, body, max(resubmitted, $5)
            FROM messages WHERE sequence = $1
            """,
            sequence,
            now.UtcTicks,
            DateTimeOffset.MaxValue.UtcTicks,
            PropertyText.Write(properties),
            isAutomatic ? 1 : 0
        );
        database.Execute("DELETE FROM messages WHERE sequence = $1", sequence);
        return true;
    }
}
