using Azure.Messaging.ServiceBus;
using FlexFunctions.Domain;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.App;

/// <summary>
/// Turns usage events from the queue into daily charges (R1–R6, R9, R10). Bad messages are dead-lettered alone; a team
/// that can not be decided costs only its own messages, which come again.
/// </summary>
public sealed class IngestUsage(
    UsageIntake intake,
    UsageMetrics metrics,
    TimeProvider time,
    ILogger<IngestUsage> logger
)
{
    /// <summary>The queue that telemetry is sent to.</summary>
    public const string Queue = "usage-events";

    /// <summary>How long before the messages' locks end the work must be done.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(30);

    /// <summary>How long a batch may take if its messages do not say how long they are locked.</summary>
    private static readonly TimeSpan s_unlocked = TimeSpan.FromMinutes(1);

    /// <summary>Runs for a batch of messages.</summary>
    [Function(nameof(IngestUsage))]
    public async Task Run(
        [ServiceBusTrigger(Queue, Connection = "ServiceBus", IsBatched = true)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        var received = messages.Select(message => new ReceivedUsage(message)).ToList();
        try
        {
            var deadline = Deadline(messages);
            await Task.WhenAll(
                received
                    .SelectMany(message => message.Events)
                    .GroupBy(entry => (entry.Event.Account, entry.Event.Team))
                    .Select(team =>
                        DecideAsync(team.Key.Account, team.Key.Team, [.. team], deadline, cancellationToken)
                    )
            );
            foreach (var message in received)
            {
                await SettleAsync(message, actions, cancellationToken);
            }
        }
        finally
        {
            received.ForEach(message => message.Dispose());
        }
    }

    private async Task DecideAsync(
        AccountId account,
        TeamId team,
        List<(TeamUsageEvent Event, ReceivedUsage Message, int Index)> entries,
        DateTimeOffset deadline,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var events = entries.ConvertAll(entry => entry.Event.Usage);
            var messages = entries.ConvertAll(entry => entry.Message.Trace);
            var decided = await intake.DecideAsync(account, team, events, messages, deadline, cancellationToken);
            foreach (var (entry, outcome) in entries.Zip(decided))
            {
                entry.Message.Tell(entry.Index, outcome);
            }
        }
#pragma warning disable CA1031 // whatever is wrong with one team, the others' messages must not come again for it
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.LogError(e, "Usage of {Account}/{Team} was not decided; its messages come again", account, team);
            entries.ForEach(entry => entry.Message.Failed = true);
        }
    }

    /// <summary>What is not settled here is completed by the host when the function returns.</summary>
    private async Task SettleAsync(
        ReceivedUsage received,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken
    )
    {
        received.Trace.Enter();
        if (received.Failed)
        {
            received.Trace.Abandoned();
            await actions.AbandonMessageAsync(received.Message, cancellationToken: cancellationToken);
        }
        else if (received.DeadLetter() is var (code, description))
        {
            // Not why: the description may repeat what the message says.
            logger.LogInformation(
                "Message {MessageId}, number {SequenceNumber}, is dead-lettered: {Code}",
                received.Message.MessageId,
                received.Message.SequenceNumber,
                code
            );
            received.Trace.DeadLettered(code);
            await actions.DeadLetterMessageAsync(
                received.Message,
                deadLetterReason: code,
                deadLetterErrorDescription: description,
                cancellationToken: cancellationToken
            );
            foreach (var bad in received.BadCodes)
            {
                metrics.CountDeadLettered(bad);
            }
        }
    }

    private DateTimeOffset Deadline(ServiceBusReceivedMessage[] messages)
    {
        var (now, lockedUntil) = (time.GetUtcNow(), messages.Min(message => message.LockedUntil));
        return lockedUntil > now ? lockedUntil - s_margin : now + s_unlocked;
    }
}
