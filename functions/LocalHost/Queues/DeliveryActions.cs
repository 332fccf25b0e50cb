using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>The message actions of one invocation. It tracks the messages that the function settles.</summary>
internal sealed class DeliveryActions(DurableQueue queue, IReadOnlyList<ServiceBusReceivedMessage> messages)
    : ServiceBusMessageActions
{
    private readonly ConcurrentDictionary<string, bool> _settled = new(StringComparer.Ordinal);

    internal IReadOnlyList<ServiceBusReceivedMessage> Unsettled =>
        [.. messages.Where(message => !_settled.ContainsKey(message.LockToken))];

    public override Task CompleteMessageAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, () => queue.CompleteAsync(message), cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, () => queue.AbandonAsync(message, propertiesToModify), cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default
    ) =>
        SettleAsync(
            message,
            () => queue.DeadLetterAsync(message, deadLetterReason, deadLetterErrorDescription, propertiesToModify),
            cancellationToken
        );

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => SettleAsync(message, () => queue.DeferAsync(message, propertiesToModify), cancellationToken);

    public override Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return queue.RenewLockAsync(message);
    }

    private async Task SettleAsync(
        ServiceBusReceivedMessage message,
        Func<Task> settle,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        await settle();
        _settled[message.LockToken] = true;
    }
}
