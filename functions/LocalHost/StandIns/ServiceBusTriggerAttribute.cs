using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function for the messages of a Service Bus queue.</summary>
public sealed partial class ServiceBusTriggerAttribute : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>Listens to a queue.</summary>
    /// <param name="queueName">The queue's name, or <c>%setting%</c>.</param>
    public ServiceBusTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>Listens to a topic's subscription. The local host rejects this at startup.</summary>
    /// <param name="topicName">The topic's name.</param>
    /// <param name="subscriptionName">The subscription's name.</param>
    public ServiceBusTriggerAttribute(string topicName, string subscriptionName)
    {
        TopicName = topicName;
        SubscriptionName = subscriptionName;
    }

    /// <summary>The name of the connection setting. The local host ignores it.</summary>
    public string? Connection { get; set; }

    /// <summary>The queue's name; null for a subscription.</summary>
    public string? QueueName { get; }

    /// <summary>The topic's name; null for a queue.</summary>
    public string? TopicName { get; }

    /// <summary>The subscription's name; null for a queue.</summary>
    public string? SubscriptionName { get; }

    /// <summary>Whether the queue has sessions. The local host rejects this at startup.</summary>
    public bool IsSessionsEnabled { get; set; }

    /// <summary>Whether the function takes an array of messages instead of one.</summary>
    public bool IsBatched { get; set; }

    /// <summary>
    /// Whether messages that the function did not settle are completed when it returns. If the attribute does not set
    /// it, host.json decides.
    /// </summary>
    public bool AutoCompleteMessages { get; set; }

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
