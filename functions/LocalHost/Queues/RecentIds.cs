namespace FlexFunctions.LocalHost;

/// <summary>
/// The message ids of the duplicate window: a second message with the same id is not enqueued. Every method runs inside
/// a commit. Older ids are deleted when later messages arrive, so the table holds about one window of ids.
/// </summary>
internal sealed class RecentIds(long queue, TimeSpan window)
{
    // Keeps up with any sender without delaying a commit.
    private const int MaxPurged = 1000;

    private static readonly TimeSpan s_purgeInterval = TimeSpan.FromSeconds(10);

    private DateTimeOffset _nextPurge;

    /// <summary>Returns the sequence number of the message with this id within the window, or null.</summary>
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
            MaxPurged
        );
        _nextPurge = purged < MaxPurged ? now + s_purgeInterval : now;
    }
}
