using Azure.Messaging.ServiceBus;
using FlexFunctions.Simulation.Audit;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.Simulation;

/// <summary>Settles the messages of one invocation. A lost lock is an error, as in Service Bus.</summary>
internal sealed class MessageActions(
    SimulatedQueue queue,
    Instance instance,
    Scheduler world,
    Faults faults,
    SimulatedOperation operation,
    IReadOnlyList<QueuedMessage> messages
) : ServiceBusMessageActions
{
    private readonly Dictionary<string, (QueuedMessage Message, long Held)> _held = messages.ToDictionary(
        message => new Guid((int)message.Lock, 0, 0, new byte[8]).ToString(),
        message => (message, message.Lock)
    );

    private readonly HashSet<QueuedMessage> _settled = [];

    /// <summary>Completes or abandons what the function left unsettled.</summary>
    public async Task EndAsync(bool failed)
    {
        foreach (var (message, held) in _held.Values.Where(entry => !_settled.Contains(entry.Message)).ToList())
        {
            try
            {
                await SettleAsync(message, held, failed ? MessageState.Waiting : MessageState.Done, null);
            }
            catch (LockLostException)
            {
                // Another receiver has the message, or it will be delivered again.
            }
        }
    }

    public override Task CompleteMessageAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, MessageState.Done, null);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, MessageState.Waiting, null);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, MessageState.Dead, deadLetterReason);

    private Task SettleAsync(ServiceBusReceivedMessage received, MessageState state, string? code)
    {
        var (message, held) = _held[received.LockToken];
        return SettleAsync(message, held, state, code);
    }

    private async Task SettleAsync(QueuedMessage message, long held, MessageState state, string? code)
    {
        await instance.ContinueAsync();
        var fault = faults.OfSettlement(operation.Dice);
        await world.DelayAsync(
            TimeSpan.FromMilliseconds(
                fault == FaultKind.Slow ? operation.Dice.Next(90_000) : operation.Dice.Next(1, 30)
            )
        );
        await instance.ContinueAsync();
        if (fault == FaultKind.CrashBefore)
        {
            await instance.CrashAsync();
        }

        if (fault != FaultKind.SettlementLost && !queue.Settle(message, held, state, code, operation))
        {
            throw new LockLostException();
        }

        if (fault == FaultKind.CrashAfter)
        {
            await instance.CrashAsync();
        }

        _settled.Add(message);
    }
}
