using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>When monitored timers ran last, kept across restarts in one small JSON file (or in memory only).</summary>
internal sealed class TimerStatusFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly Lock gate = new();
    private readonly string? path;
    private readonly SortedDictionary<string, ScheduleStatus> statuses = new(StringComparer.Ordinal);

    /// <summary>Reads the file if it is there.</summary>
    /// <exception cref="InvalidDataException">It can not be read as what it should be.</exception>
    internal TimerStatusFile(string? path)
    {
        this.path = path;
        if (path is null || !File.Exists(path))
            return;
        try
        {
            statuses = new(
                JsonSerializer.Deserialize<Dictionary<string, ScheduleStatus>>(File.ReadAllText(path))!,
                StringComparer.Ordinal
            );
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The timers' file {path} is broken; remove it to start afresh.", e);
        }
    }

    internal ScheduleStatus? Find(string timer)
    {
        lock (gate)
            return statuses.GetValueOrDefault(timer);
    }

    internal void Record(string timer, ScheduleStatus status)
    {
        lock (gate)
        {
            statuses[timer] = status;
            if (path is null)
                return;
            // Renamed into place, so that a kill leaves the old file or the new one.
            File.WriteAllText($"{path}.new", JsonSerializer.Serialize(statuses, Readable));
            File.Move($"{path}.new", path, overwrite: true);
        }
    }
}
