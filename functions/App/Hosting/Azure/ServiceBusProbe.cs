using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>
/// Peeks at the queue, as the app's managed identity: that takes nothing, and it needs the very role that the trigger
/// needs (Azure Service Bus Data Receiver), so that a lost role assignment is seen too. The client is the one that the
/// worker's Service Bus extension brings.
/// </summary>
/// <param name="receiver">Of the queue; it must not retry.</param>
internal sealed class ServiceBusProbe(ServiceBusReceiver receiver) : IQueueProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes it; nothing is connected before it is asked.</summary>
    /// <exception cref="InvalidDataException">The namespace is not set.</exception>
    public static ServiceBusProbe Of(IConfiguration settings)
    {
        var options = new ServiceBusClientOptions
        {
            RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = s_patience },
        };
        var client = new ServiceBusClient(
            AppSettings.Required(settings, AppSettings.ServiceBusNamespace),
            new DefaultAzureCredential(),
            options
        );
        return new ServiceBusProbe(client.CreateReceiver(IngestUsage.Queue));
    }

    /// <inheritdoc/>
    public async Task<Exception?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await receiver.PeekMessageAsync(cancellationToken: cancellationToken);
            return null;
        }
        catch (Exception e)
            when (e is ServiceBusException or AuthenticationFailedException or UnauthorizedAccessException)
        {
            return e;
        }
    }
}
