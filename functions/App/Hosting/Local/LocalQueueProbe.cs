using FlexFunctions.LocalHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Asks the local host's queue how many messages wait, which its disk has to answer.</summary>
internal sealed class LocalQueueProbe(QueueStore queues) : IQueueProbe
{
    /// <summary>Of the queues that the host has registered.</summary>
    public static LocalQueueProbe Of(IServiceProvider services) => new(services.GetRequiredService<QueueStore>());

    /// <inheritdoc/>
    public async Task<Exception?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await queues.Queues[IngestUsage.Queue].CountAsync();
            return null;
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            return e;
        }
    }
}
