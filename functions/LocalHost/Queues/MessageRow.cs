using Azure.Messaging.ServiceBus;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.LocalHost;

/// <summary>Converts rows of the messages table to messages.</summary>
internal static class MessageRow
{
    internal const string Columns = """
        sequence, delivery_count, enqueued_at, expires_at, message_id, correlation_id, subject, session_id,
        content_type, properties, body, dead_letter_reason, dead_letter_description, dead_lettered_at
        """;

    /// <summary>Returns the message for the delivery that starts now.</summary>
    internal static ServiceBusReceivedMessage Received(SqliteDataReader row, DateTimeOffset lockedUntil)
    {
        var sequence = row.GetInt64(0);
        var delivery = row.GetInt32(1) + 1;
        var enqueued = Instant(row.GetInt64(2));
        var expires = row.IsDBNull(3) ? DateTimeOffset.MaxValue : Instant(row.GetInt64(3));
        return ServiceBusModelFactory.ServiceBusReceivedMessage(
            sequenceNumber: sequence,
            enqueuedSequenceNumber: sequence,
            deliveryCount: delivery,
            lockTokenGuid: new LockToken(sequence, delivery).ToGuid(),
            lockedUntil: lockedUntil,
            enqueuedTime: enqueued,
            timeToLive: expires == DateTimeOffset.MaxValue ? TimeSpan.MaxValue : expires - enqueued,
            messageId: row.GetString(4),
            correlationId: Text(row, 5),
            subject: Text(row, 6),
            sessionId: Text(row, 7),
            contentType: Text(row, 8),
            properties: PropertyText.Read(Text(row, 9)),
            body: new BinaryData(row.GetFieldValue<byte[]>(10))
        );
    }

    internal static DeadLetter DeadLetter(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            Text(row, 11) ?? "",
            Text(row, 12),
            Instant(row.GetInt64(2)),
            Instant(row.GetInt64(13)),
            row.GetString(4),
            Text(row, 8),
            row.GetInt32(1),
            new BinaryData(row.GetFieldValue<byte[]>(10)),
            PropertyText.Read(Text(row, 9))
        );

    internal static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    internal static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
