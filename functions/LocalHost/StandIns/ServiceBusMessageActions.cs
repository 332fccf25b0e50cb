using global::Azure.Messaging.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settles single messages of an invocation. The base members throw; tests override them.</summary>
public partial class ServiceBusMessageActions
{
    /// <summary>Creates the actions; for hosts and tests.</summary>
    protected ServiceBusMessageActions() { }

    /// <summary>Removes the message from the queue.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public virtual Task CompleteMessageAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Releases the message; it is delivered again at once with a higher delivery count.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Moves the message to the dead-letter queue.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
    /// <param name="deadLetterReason">The reason, at most 4096 characters.</param>
    /// <param name="deadLetterErrorDescription">The description, at most 4096 characters.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Defers the message; from then on it can be received only by its sequence number.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on the message.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>
    /// Renews the lock for another lock duration from now. The message's LockedUntil does not change.
    /// </summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public virtual Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    private static NotSupportedException NoInvocation() =>
        new("These message actions do not belong to an invocation. Override the members that the test needs.");
}
