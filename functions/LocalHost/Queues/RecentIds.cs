namespace FlexFunctions.LocalHost;

/// <summary>
/// The message ids that senders gave within the duplicate window: a second message of the same id is not taken in. Run
/// inside commits, one at a time. What is older than the window goes when later messages come, so the table holds what
/// one window brings.
/// </summary>
internal sealed class RecentIds(long queue, TimeSpan window)
{
    // Enough to keep up with any sender, few enough to hold no commit up.
    private const int MostPurged = 1000;

    private static readonly TimeSpan s_betweenPurges = TimeSpan.FromSeconds(10);

    private DateTimeOffset _nextPurge;

    /// <summary>The number of the message that came with this id within the window; null if none did.</summary>
    internal long? Find(QueueDatabase database, string? id, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || window <= TimeSpan.Zero)
        {
            return null;
        }

        return database
            .Query(
                "SELECT sequence FROM recent_ids WHERE queue = $1 AND message_id = $2 AND taken_at > $3",
                row => (long?)row.GetInt64(0),
                queue,
                id,
                (now - window).UtcTicks
            )
            .SingleOrDefault();
    }

    internal void Add(QueueDatabase database, string? id, long sequence, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(id) || window <= TimeSpan.Zero)
        {
            return;
        }

        database.Execute(
            "INSERT OR REPLACE INTO recent_ids (queue, message_id, sequence, taken_at) VALUES ($1, $2, $3, $4)",
            queue,
            id,
            sequence,
            now.UtcTicks
        );
        if (now < _nextPurge)
        {
            return;
        }

        var purged = database.Execute(
            """
            DELETE FROM recent_ids WHERE queue = $1 AND message_id IN
              (SELECT message_id FROM recent_ids WHERE queue = $1 AND taken_at <= $2 ORDER BY taken_at LIMIT $3)
            """,
            queue,
            (now - window).UtcTicks,
            MostPurged
        );
        _nextPurge = purged < MostPurged ? now + s_betweenPurges : now;
    }
}
