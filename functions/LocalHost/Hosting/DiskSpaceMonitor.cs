using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>Logs a warning when the volume of the state is nearly full, at the start and then every minute.</summary>
internal sealed class DiskSpaceMonitor(string directory, TimeProvider time, ILogger<DiskSpaceMonitor> logger)
{
    private const int WarningPercent = 90;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private bool _hasWarned;

    /// <summary>Checks until cancelled.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            do
            {
                Check();
            } while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    /// <summary>Warns once, and again after the volume had more space in between.</summary>
    private void Check()
    {
        try
        {
            var volume = new DriveInfo(directory);
            var used = 100 - (int)(100.0 * volume.AvailableFreeSpace / volume.TotalSize);
            if (used < WarningPercent)
            {
                _hasWarned = false;
            }
            else if (!_hasWarned)
            {
                _hasWarned = true;
                logger.LogWarning(
                    "The disk of {Directory} is {Used} % full; nothing can be stored when it is full",
                    directory,
                    used
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.LogDebug(e, "The free space of {Directory} is not known", directory);
        }
    }
}
