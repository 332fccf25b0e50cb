using FlexFunctions.LocalHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Checks the local host's queue with a small write.</summary>
internal sealed class LocalQueueProbe(QueueStore queues) : IQueueProbe
{
    /// <summary>Creates a probe for the queues of the host.</summary>
    public static LocalQueueProbe Of(IServiceProvider services) => new(services.GetRequiredService<QueueStore>());

    /// <inheritdoc/>
    public async Task<Exception?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await queues.CheckWritableAsync();
            return null;
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            return e;
        }
    }
}
