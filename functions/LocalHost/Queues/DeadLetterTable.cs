namespace FlexFunctions.LocalHost;

/// <summary>The dead-letter queue of one queue. Dead letters stay in the messages table.</summary>
internal sealed class DeadLetterTable(long queue, QueueSettings settings)
{
    // The reasons and descriptions that Service Bus uses.
    private const string ExhaustedReason = "MaxDeliveryCountExceeded";
    private const string ExpiredReason = "TTLExpiredException";
    private const string ExpiredDescription = "The message expired and was dead lettered.";

    private const string Set = """
        UPDATE messages SET state = 2, locked_until = NULL, dead_lettered_at = $2, dead_letter_reason = $3,
          dead_letter_description = $4
        """;

    internal static void Add(
        QueueDatabase database,
        long sequence,
        string? reason,
        string? description,
        DateTimeOffset now
    ) => database.Execute($"{Set} WHERE sequence = $1", sequence, now.UtcTicks, reason, description);

    /// <summary>Dead-letters one message whose last delivery failed.</summary>
    internal void AddExhausted(QueueDatabase database, long sequence, DateTimeOffset now) =>
        Add(database, sequence, ExhaustedReason, Exhausted(settings), now);

    /// <summary>Dead-letters the messages whose last delivery outlived its lock.</summary>
    internal void AddExhaustedLocks(QueueDatabase database, DateTimeOffset now) =>
        database.Execute(
            $"{Set} WHERE queue = $1 AND locked_until <= $2 AND delivery_count >= $5",
            queue,
            now.UtcTicks,
            ExhaustedReason,
            Exhausted(settings),
            settings.MaxDeliveryCount
        );

    /// <summary>Dead-letters the unlocked messages whose time to live is over.</summary>
    internal void AddExpired(QueueDatabase database, DateTimeOffset now) =>
        database.Execute(
            $"{Set} WHERE queue = $1 AND state = 0 AND locked_until IS NULL AND expires_at <= $2",
            queue,
            now.UtcTicks,
            ExpiredReason,
            ExpiredDescription
        );

    /// <summary>
    /// Releases every lock in the file, because the process that held it has ended. The delivery counts, so a message
    /// that crashes the process is dead-lettered too.
    /// </summary>
    internal static void ReleaseAll(QueueDatabase database, QueueSettings settings, DateTimeOffset now)
    {
        database.Execute(
            $"{Set} WHERE locked_until IS NOT NULL AND delivery_count >= $1",
            settings.MaxDeliveryCount,
            now.UtcTicks,
            ExhaustedReason,
            Exhausted(settings)
        );
        database.Execute("UPDATE messages SET locked_until = NULL WHERE locked_until IS NOT NULL");
    }

    internal List<DeadLetter> Page(QueueDatabase database, string? reason, long after, int maxMessages)
    {
        var select = $"SELECT {MessageRow.Columns} FROM messages WHERE queue = $1 AND state = 2 AND sequence > $2";
        const string inOrder = "ORDER BY sequence LIMIT $3";
        return reason is null
            ? database.Query($"{select} {inOrder}", MessageRow.DeadLetter, queue, after, maxMessages)
            : database.Query(
                $"{select} AND coalesce(dead_letter_reason, '') = $4 {inOrder}",
                MessageRow.DeadLetter,
                queue,
                after,
                maxMessages,
                reason
            );
    }

    internal Dictionary<string, long> Count(QueueDatabase database) =>
        database
            .Query(
                """
                SELECT coalesce(dead_letter_reason, ''), count(*) FROM messages WHERE queue = $1 AND state = 2
                GROUP BY 1 ORDER BY 1
                """,
                row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
                queue
            )
            .ToDictionary(StringComparer.Ordinal);

    private static string Exhausted(QueueSettings settings) =>
        $"Message could not be consumed after {settings.MaxDeliveryCount} delivery attempts.";
}
