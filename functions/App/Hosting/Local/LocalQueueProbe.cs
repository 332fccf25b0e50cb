using FlexFunctions.LocalHost;
using Microsoft.Data.Sqlite;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Asks the local host's queue how many messages wait, which its disk has to answer.</summary>
internal sealed class LocalQueueProbe(QueueStore queues) : IQueueProbe
{
    /// <inheritdoc/>
    public async Task<Exception?> AskAsync(CancellationToken cancellationToken)
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
