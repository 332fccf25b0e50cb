using Azure.Core;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient() { }

    public ServiceBusClient(
        string fullyQualifiedNamespace,
        TokenCredential credential,
        ServiceBusClientOptions options
    ) => _ = (fullyQualifiedNamespace, credential, options);

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => new Receiver();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private sealed class Receiver : ServiceBusReceiver;
}

public class ServiceBusClientOptions
{
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

public class ServiceBusRetryOptions
{
    public int MaxRetries { get; set; } = 3;

    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

public class ServiceBusReceiver : IAsyncDisposable
{
    protected ServiceBusReceiver() { }

    public virtual Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = default,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("There is no Service Bus here.");

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public class ServiceBusException : Exception
{
    public ServiceBusException() { }
}
