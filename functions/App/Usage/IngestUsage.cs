using Azure.Messaging.ServiceBus;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Turns usage events from the queue into daily charges (R1–R6, R9, R10). A bad message is dead-lettered alone. If a team
/// cannot be decided, only its own messages are delivered again; if nothing can be decided, after a delay.
/// </summary>
public sealed class IngestUsage(
    UsageIntake intake,
    UsageMetrics metrics,
    HoldBack holdBack,
    TimeProvider time,
    ILogger<IngestUsage> logger
)
{
    /// <summary>The queue of usage events.</summary>
    public const string Queue = "usage-events";

    /// <summary>
    /// The delivery from which a message is dead-lettered if deciding it alone fails for an unexpected reason. An
    /// unavailable ledger is no such reason.
    /// </summary>
    private const int LastDelivery = 10;

    /// <summary>How long before the end of the messages' locks the work must be done.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);

    /// <summary>The time for a batch whose messages have no lock.</summary>
    private static readonly TimeSpan s_unlocked = TimeSpan.FromMinutes(1);

    /// <summary>Receives a batch of messages, decides their events team by team, and settles each message.</summary>
    [Function(nameof(IngestUsage))]
    public async Task Run(
        [ServiceBusTrigger(Queue, Connection = "ServiceBus", IsBatched = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        var received = messages.Select(message => new ReceivedMessage(message)).ToList();
        try
        {
            var deadline = Deadline(messages);
            var teams = received
                .SelectMany(message => message.Events)
                .GroupBy(usage => (usage.Content.Account, usage.Content.Team));
            var decided = await Task.WhenAll(
                teams.Select(team =>
                    DecideAsync(team.Key.Account, team.Key.Team, [.. team], deadline, cancellationToken)
                )
            );
            var byMessage = decided.SelectMany(events => events).ToLookup(usage => usage.Received.Message);
            var isUndecided = received
                .Select(message => new DecidedMessage(message, [.. byMessage[message]]))
                .ToLookup(message => message.MustBeRetried);
            await SettleAsync(isUndecided[false], actions, cancellationToken);
            if (byMessage.Count == 0 && isUndecided.Contains(true))
            {
                var delivery = messages.Max(message => message.DeliveryCount);
                await holdBack.WaitAsync(delivery, deadline, cancellationToken);
            }

            await SettleAsync(isUndecided[true], actions, cancellationToken);
        }
        finally
        {
            received.ForEach(message => message.Dispose());
        }
    }

    /// <summary>
    /// Decides the events of a team. If that fails for an unexpected reason, decides each message alone, so that only the
    /// messages that cause the failure are returned undecided, or refused after too many deliveries.
    /// </summary>
    /// <returns>The decided events; those of a message that failed are missing.</returns>
    private async Task<IReadOnlyList<DecidedEvent>> DecideAsync(
        AccountId account,
        TeamId team,
        List<ReceivedEvent> events,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await intake.DecideAsync(account, team, events, deadline, cancellationToken);
        }
#pragma warning disable CA1031 // a failure of one team must not cause other teams' messages to be delivered again
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var messages = events.GroupBy(usage => usage.Message).ToList();
            var isUnexpected = e is not (RowStoreException or RowConflictException);
            if (messages.Count > 1 && isUnexpected)
            {
                logger.LogWarning(e, "Usage of {Account}/{Team} is decided message by message", account, team);
                var decided = new List<DecidedEvent>();
                foreach (var message in messages)
                {
                    decided.AddRange(await DecideAsync(account, team, [.. message], deadline, cancellationToken));
                }

                return decided;
            }

            if (isUnexpected && messages[0].Key.Message.DeliveryCount >= LastDelivery)
            {
                logger.LogError(e, "A message with usage of {Account}/{Team} cannot be decided", account, team);
                var refused = new UsageOutcome.Refused(ProcessingFailed(e));
                return [.. events.Select(usage => new DecidedEvent(usage, refused))];
            }

            logger.LogError(
                e,
                "Usage of {Account}/{Team} was not decided; its messages are delivered again",
                account,
                team
            );
            return [];
        }
    }

    /// <summary>Without the text of the exception, which may repeat parts of the message or of stored rows.</summary>
    private static Rejection ProcessingFailed(Exception e) =>
        new(
            RejectionCode.ProcessingFailed,
            $"The app failed on the event {LastDelivery} times, the last time with {e.GetType()}. Its log has the details."
        );

    private async Task SettleAsync(
        IEnumerable<DecidedMessage> decided,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        foreach (var message in decided)
        {
            await SettleAloneAsync(message, actions, cancellationToken);
        }
    }

    /// <summary>
    /// Settles a message so that a failure leaves the other messages alone. A message that cannot be settled is abandoned:
    /// the host would otherwise complete it.
    /// </summary>
    private async Task SettleAloneAsync(
        DecidedMessage decided,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        var message = decided.Received.Message;
        try
        {
            await SettleAsync(decided, actions, cancellationToken);
        }
#pragma warning disable CA1031 // whatever the queue answers about one message, the others must still be settled
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "Message number {SequenceNumber} could not be settled", message.SequenceNumber);
            try
            {
                await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
            }
            catch (Exception again) when (again is not OperationCanceledException)
            {
                // The lock is lost, so the host cannot complete the message either: it is delivered again.
                logger.LogError(again, "Message number {SequenceNumber} was not abandoned", message.SequenceNumber);
            }
        }
#pragma warning restore CA1031
    }

    /// <summary>Settles a message. The host completes it when the function returns, unless it is settled here.</summary>
    private async Task SettleAsync(
        DecidedMessage decided,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        var (message, trace) = (decided.Received.Message, decided.Received.Trace);
        trace.Enter();
        decided.Tag();
        if (decided.MustBeRetried)
        {
            trace.Abandoned();
            await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
        }
        else if (decided.DeadLetter() is var (code, description))
        {
            // Without the description, which may repeat parts of the message.
            logger.LogInformation(
                "Message {MessageId}, number {SequenceNumber}, is dead-lettered: {Code}",
                message.MessageId,
                message.SequenceNumber,
                code
            );
            trace.DeadLettered(code);
            await actions.DeadLetterMessageAsync(
                message,
                deadLetterReason: code,
                deadLetterErrorDescription: description,
                cancellationToken: cancellationToken
            );
            foreach (var bad in decided.BadEvents)
            {
                metrics.CountDeadLettered(bad.Rejection.Code);
            }
        }
    }

    private DateTimeOffset Deadline(ServiceBusReceivedMessage[] messages)
    {
        var (now, lockedUntil) = (time.GetUtcNow(), messages.Min(message => message.LockedUntil));
        return lockedUntil > now ? lockedUntil - s_margin : now + s_unlocked;
    }
}
