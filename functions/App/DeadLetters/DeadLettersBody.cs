using System.Text;

namespace FlexFunctions.App;

/// <summary>A page of the dead letters, oldest first, as the API shows it.</summary>
/// <param name="DeadLetters">The messages.</param>
/// <param name="Reasons">How many there are in all of each reason.</param>
/// <param name="Continuation">Where the next page begins; left out on the last.</param>
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

    /// <summary>How many dead letters have a reason.</summary>
    /// <param name="Reason">The code.</param>
    /// <param name="Count">How many.</param>
    public sealed record ReasonBody(string Reason, long Count);

    /// <summary>A dead letter.</summary>
    /// <param name="SequenceNumber">What resubmitting names it by.</param>
    /// <param name="Reason">The code of what is wrong with it.</param>
    /// <param name="Description">What is wrong with it.</param>
    /// <param name="EnqueuedAt">When the queue took it in.</param>
    /// <param name="DeadLetteredAt">When it was given up.</param>
    /// <param name="AgeSeconds">How long ago the queue took it in.</param>
    /// <param name="MessageId">The sender's name for it.</param>
    /// <param name="DeliveryCount">How often it was delivered.</param>
    /// <param name="Body">What was sent, if it is text.</param>
    /// <param name="BodyBase64">What was sent, if it is not.</param>
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
        /// <summary>A dead letter at an instant.</summary>
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
            // This is how it says that the bytes are no text; for us that is an answer.
            return null;
        }
    }
}
