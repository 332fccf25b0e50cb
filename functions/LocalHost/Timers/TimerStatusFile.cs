using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost;

/// <summary>The schedule status of monitored timers, kept in a JSON file or in memory.</summary>
internal sealed class TimerStatusFile
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true };

    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly SortedDictionary<string, ScheduleStatus> _statuses = new(StringComparer.Ordinal);

    /// <summary>Reads the file if it exists.</summary>
    /// <exception cref="InvalidDataException">The file is invalid.</exception>
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
            throw new InvalidDataException($"The timer file {path} is invalid. Delete it to start with new timers.", e);
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

            // Renamed into place, so that a crash leaves either the old file or the new one.
            File.WriteAllText($"{_path}.new", JsonSerializer.Serialize(_statuses, s_readable));
            File.Move($"{_path}.new", _path, overwrite: true);
        }
    }
}
