using global::Azure.Messaging.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Settles single messages of an invocation. Tests derive from it; the base members do nothing but refuse.
/// </summary>
public partial class ServiceBusMessageActions
{
    /// <summary>For hosts and for tests.</summary>
    protected ServiceBusMessageActions() { }

    /// <summary>Removes the message from the queue.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="cancellationToken">Gives up before the call is made.</param>
    public virtual Task CompleteMessageAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Gives the message back at once; it comes again with its delivery count one higher.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cancellationToken">Gives up before the call is made.</param>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Moves the message to the dead-letter queue.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="deadLetterReason">Why, at most 4096 characters.</param>
    /// <param name="deadLetterErrorDescription">In more words, at most 4096 characters.</param>
    /// <param name="cancellationToken">Gives up before the call is made.</param>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>Sets the message aside; from then on it can only be had by its sequence number.</summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cancellationToken">Gives up before the call is made.</param>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    /// <summary>
    /// Holds the message for another lock duration from now. The message's own LockedUntil stays as it was.
    /// </summary>
    /// <param name="message">A message of this invocation.</param>
    /// <param name="cancellationToken">Gives up before the call is made.</param>
    public virtual Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message,
        CancellationToken cancellationToken = default
    ) => throw NoInvocation();

    private static NotSupportedException NoInvocation() =>
        new("These message actions belong to no invocation; a test overrides the members it needs.");
}
