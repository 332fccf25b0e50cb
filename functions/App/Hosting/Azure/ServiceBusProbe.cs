using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>
/// Checks the queue by peeking with the app's managed identity. Peeking removes nothing and needs the same role as the
/// trigger (Azure Service Bus Data Receiver), so a missing role assignment is detected too. The client comes with the
/// worker's Service Bus extension.
/// </summary>
/// <param name="receiver">The receiver of the queue; it must not retry.</param>
internal sealed class ServiceBusProbe(ServiceBusReceiver receiver) : IQueueProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Creates a probe. It connects on the first check.</summary>
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
