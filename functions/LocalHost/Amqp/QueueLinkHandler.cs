using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// Enqueues the messages of one sender link. A message is accepted, and its credit returned, when it is on disk, so a
/// sender that is faster than the disk or the consumer waits.
/// </summary>
internal sealed class QueueLinkHandler(DurableQueue queue, ILogger logger)
{
    /// <summary>The number of unsettled messages that a link can have.</summary>
    internal const uint Credit = 500;

    internal void OnMessage(ListenerLink link, Message message, DeliveryState state, object context) =>
        _ = EnqueueAsync(link, (IncomingMessage)message);

    private async Task EnqueueAsync(ListenerLink link, IncomingMessage message)
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
            // The sender disconnected. It cannot know whether its message was enqueued.
            logger.LogDebug(e, "A sender disconnected before its message was settled");
        }
    }

    private async Task<DeliveryState> OutcomeAsync(IncomingMessage message)
    {
        try
        {
            if (message.Error is { } error)
            {
                return Reject(error);
            }

            await queue.SendWhenRoomAsync(AmqpContent.Messages(message.Content, message.Format));
            return new Accepted();
        }
        catch (FormatException e)
        {
            return Reject(new(ErrorCode.InvalidField) { Description = e.Message });
        }
        catch (ObjectDisposedException)
        {
            return Reject(new(ErrorCode.ConnectionForced) { Description = "The host is stopping." });
        }
#pragma warning disable CA1031 // The sender keeps its message when the disk is full
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "Queue {Queue} could not store a message", queue.Name);
            return Reject(new(ErrorCode.InternalError) { Description = "The message could not be stored." });
        }
    }

    private static Rejected Reject(Error error) => new() { Error = error };
}
