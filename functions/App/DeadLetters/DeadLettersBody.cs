using System.Text;

namespace FlexFunctions.App;

/// <summary>A page of the dead letters, oldest first.</summary>
/// <param name="DeadLetters">The messages.</param>
/// <param name="Reasons">The number of all dead letters by reason.</param>
/// <param name="Continuation">Gets the next page; omitted on the last page.</param>
public sealed record DeadLettersBody(
    IReadOnlyList<DeadLettersBody.DeadLetterBody> DeadLetters,
    IReadOnlyList<DeadLettersBody.ReasonBody> Reasons,
    string? Continuation
)
{
    private static readonly UTF8Encoding s_strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The number of dead letters with a reason.</summary>
    /// <param name="Reason">The code of the error.</param>
    /// <param name="Count">The number of dead letters.</param>
    public sealed record ReasonBody(string Reason, long Count);

    /// <summary>A dead letter.</summary>
    /// <param name="SequenceNumber">The number to resubmit it by.</param>
    /// <param name="Reason">The code of the error.</param>
    /// <param name="Description">A description of the error.</param>
    /// <param name="EnqueuedAt">When the queue accepted the message.</param>
    /// <param name="DeadLetteredAt">When the message was dead-lettered.</param>
    /// <param name="AgeSeconds">The seconds since the queue accepted the message.</param>
    /// <param name="MessageId">The id that the sender chose.</param>
    /// <param name="DeliveryCount">The number of deliveries.</param>
    /// <param name="Body">The body, if it is UTF-8 text.</param>
    /// <param name="BodyBase64">The body in Base64, if it is not text.</param>
    public sealed record DeadLetterBody(
        long SequenceNumber,
        string Reason,
        string? Description,
        DateTimeOffset EnqueuedAt,
        DateTimeOffset DeadLetteredAt,
        long AgeSeconds,
        string MessageId,
        int DeliveryCount,
        string? Body,
        string? BodyBase64
    )
    {
        /// <summary>Returns a dead letter as of an instant.</summary>
        public static DeadLetterBody Of(DeadMessage message, DateTimeOffset now)
        {
            var text = Text(message.Body.Span);
            return new DeadLetterBody(
                message.SequenceNumber,
                message.Reason,
                message.Description,
                message.EnqueuedAt,
                message.DeadLetteredAt,
                Math.Max(0, (now - message.EnqueuedAt).Ticks / TimeSpan.TicksPerSecond),
                message.MessageId,
                message.DeliveryCount,
                text,
                text is null ? Convert.ToBase64String(message.Body.Span) : null
            );
        }
    }

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // The bytes are not text.
            return null;
        }
    }
}
