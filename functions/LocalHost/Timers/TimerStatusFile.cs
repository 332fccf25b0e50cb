using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>When monitored timers ran last, kept across restarts in one small JSON file (or in memory only).</summary>
internal sealed class TimerStatusFile
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly SortedDictionary<string, ScheduleStatus> _statuses = new(StringComparer.Ordinal);

    /// <summary>Reads the file if it is there.</summary>
    /// <exception cref="InvalidDataException">It can not be read as what it should be.</exception>
    internal TimerStatusFile(string? path)
    {
        _path = path;
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            _statuses = new(
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
        lock (_gate)
        {
            return _statuses.GetValueOrDefault(timer);
        }
    }

    internal void Record(string timer, ScheduleStatus status)
    {
        lock (_gate)
        {
            _statuses[timer] = status;
            if (_path is null)
            {
                return;
            }

            // Renamed into place, so that a kill leaves the old file or the new one.
            File.WriteAllText($"{_path}.new", JsonSerializer.Serialize(_statuses, s_readable));
            File.Move($"{_path}.new", _path, overwrite: true);
        }
    }
}
