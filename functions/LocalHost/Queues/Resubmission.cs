namespace FlexFunctions.LocalHost;

/// <summary>
/// Sends dead-lettered messages again, as new messages of their queue: at its end, with no delivery counted, under the
/// message id they had. Run inside commits.
/// </summary>
internal sealed class Resubmission(long queue, QueueSettings settings)
{
    /// <summary>How many messages one commit resubmits at most.</summary>
    internal const int MostAtOnce = 256;

    /// <summary>
    /// Resubmits what was delivered too often, once: what failed because something was down may succeed when that is up
    /// again, and what fails again stays dead-lettered.
    /// </summary>
    internal void Due(QueueDatabase database, DateTimeOffset now)
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
            MostAtOnce
        );
        foreach (var sequence in due)
        {
            One(database, sequence, now, byItself: true);
        }
    }

    /// <summary>When <see cref="Due"/> next has something to do; null if never.</summary>
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

    /// <summary>The largest sequence number among the queue's dead letters of a reason; 0 if there are none.</summary>
    internal long Last(QueueDatabase database, string reason) =>
        database.Number(
            """
            SELECT coalesce(max(sequence), 0) FROM messages
            WHERE queue = $1 AND state = 2 AND coalesce(dead_letter_reason, '') = $2
            """,
            queue,
            reason
        );

    /// <summary>Resubmits the oldest of a reason, up to a sequence number; returns how many.</summary>
    internal int Oldest(QueueDatabase database, string reason, long last, DateTimeOffset now)
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
            MostAtOnce
        );
        foreach (var sequence in sequences)
        {
            One(database, sequence, now);
        }

        return sequences.Count;
    }

    /// <summary>Resubmits one; false if the queue has no dead letter of that number.</summary>
    internal bool One(QueueDatabase database, long sequence, DateTimeOffset now, bool byItself = false)
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
        // What was resubmitted before has its first instant already.
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
            byItself ? 1 : 0
        );
        database.Execute("DELETE FROM messages WHERE sequence = $1", sequence);
        return true;
    }
}
