using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Takes the messages of one sending link into a queue. One is accepted when it is on disk, and only then gives its
/// credit back: a sender that is faster than the disk, or far ahead of the consumer, waits.
/// </summary>
internal sealed class QueueIntake(DurableQueue queue, ILogger logger)
{
    /// <summary>How many messages a link may have under way.</summary>
    internal const uint Credit = 500;

    internal void OnMessage(ListenerLink link, Message message, DeliveryState state, object context) =>
        _ = TakeAsync(link, (IncomingMessage)message);

    private async Task TakeAsync(ListenerLink link, IncomingMessage message)
    {
        DeliveryState outcome;
        try
        {
            outcome = await OutcomeAsync(message);
        }
        finally
        {
            message.Release();
        }

        try
        {
            link.DisposeMessage(message, outcome, settled: true);
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException or InvalidOperationException)
        {
            // The sender is gone. It does not know whether its message was taken, as with any service.
            logger.LogDebug(e, "A sender was gone before its message was answered");
        }
    }

    private async Task<DeliveryState> OutcomeAsync(IncomingMessage message)
    {
        try
        {
            if (message.Flaw is { } flaw)
            {
                return Refused(flaw);
            }

            await queue.SendWhenRoomAsync(AmqpContent.Messages(message.Content, message.Format));
            return new Accepted();
        }
        catch (FormatException e)
        {
            return Refused(new(ErrorCode.InvalidField) { Description = e.Message });
        }
        catch (ObjectDisposedException)
        {
            return Refused(new(ErrorCode.ConnectionForced) { Description = "The host is stopping." });
        }
#pragma warning disable CA1031 // A full disk is told to the sender, which keeps its message
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "Queue {Queue} could not take a message in", queue.Name);
            return Refused(new(ErrorCode.InternalError) { Description = "The message could not be stored." });
        }
    }

    private static Rejected Refused(Error error) => new() { Error = error };
}
