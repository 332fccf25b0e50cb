using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Counts usage events at each delivery. Accepted + duplicate + dead-lettered is the number of delivered and settled events.
/// An event counts as accepted, and its lag is recorded, after its commit has succeeded.
/// </summary>
public sealed class UsageMetrics
{
    private readonly TimeProvider _time;
    private readonly MeteringOptions _options;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _late;
    private readonly Counter<long> _deadLettered;
    private readonly Histogram<double> _lag;

    /// <param name="meters">Creates the meter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The metering options, which decide when an event is late.</param>
    public UsageMetrics(IMeterFactory meters, TimeProvider time, MeteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_time, _options) = (time, options);
        var meter = meters.Create(Instrumentation.Name);
        _accepted = meter.CreateCounter<long>(
            "flex.events.accepted",
            "{event}",
            "Events decided for the first time and committed: charged, free or declined."
        );
        _duplicate = meter.CreateCounter<long>(
            "flex.events.duplicate",
            "{event}",
            "Events that add nothing to what earlier events proved (R4, R7)."
        );
        _late = meter.CreateCounter<long>(
            "flex.events.late",
            "{event}",
            "Accepted events that were enqueued more than SessionTimeout after their own time, by whether it is a day."
        );
        _deadLettered = meter.CreateCounter<long>(
            "flex.events.dead_lettered",
            "{event}",
            "Events that cannot be applied, by code."
        );
        _lag = meter.CreateHistogram(
            "flex.lag",
            "s",
            "Time from when an event was first enqueued to its commit.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600],
            }
        );
    }

    /// <summary>Counts an event after its commit. A refused event is counted by <see cref="CountDeadLettered"/>.</summary>
    internal void Count(UsageEvent usage, UsageOutcome outcome)
    {
        switch (outcome)
        {
            case UsageOutcome.Duplicate:
                _duplicate.Add(1);
                break;
            case UsageOutcome.Accepted or UsageOutcome.Denied:
                _accepted.Add(1);
                _lag.Record((_time.GetUtcNow() - usage.EnqueuedAt).TotalSeconds);
                if (usage.EnqueuedAt - TimeOf(usage) > _options.SessionTimeout)
                {
                    var isADayLate = usage is UsageSignalEvent { IsADayLate: true };
                    _late.Add(1, new KeyValuePair<string, object?>("late_by", isADayLate ? "day" : "less"));
                }

                break;
            default:
                // Refused events are counted when their message is dead-lettered.
                break;
        }
    }

    /// <summary>Counts an event whose message is dead-lettered because of it.</summary>
    internal void CountDeadLettered(string code) =>
        _deadLettered.Add(1, new KeyValuePair<string, object?>("code", code));

    private static DateTimeOffset TimeOf(UsageEvent usage) =>
        usage switch
        {
            UsageSignalEvent signal => signal.Signal.Time,
            ResultEvent result => result.Time,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
