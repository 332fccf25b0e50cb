using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;

namespace FlexFunctions.App;

/// <summary>
/// Counts events of the queue, each time one is delivered: accepted + duplicate + dead-lettered is what was delivered and
/// settled. An event is accepted, and its lag taken, when the commit that holds it stands, and only then.
/// </summary>
public sealed class UsageMetrics
{
    private readonly TimeProvider _time;
    private readonly MeteringOptions _terms;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _late;
    private readonly Counter<long> _deadLettered;
    private readonly Histogram<double> _lag;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="time">The clock.</param>
    /// <param name="terms">From when on an event is late.</param>
    public UsageMetrics(IMeterFactory meters, TimeProvider time, MeteringOptions terms)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_time, _terms) = (time, terms);
        var meter = meters.Create(Instrumentation.Name);
        _accepted = meter.CreateCounter<long>(
            "flex.events.accepted",
            "{event}",
            "Events that were decided for the first time, and committed: charged, free or declined."
        );
        _duplicate = meter.CreateCounter<long>(
            "flex.events.duplicate",
            "{event}",
            "Events that taught nothing, for they or what they prove were known (R4, R7)."
        );
        _late = meter.CreateCounter<long>(
            "flex.events.late",
            "{event}",
            "Accepted events that the queue took in later than SessionTimeout after their own time."
        );
        _deadLettered = meter.CreateCounter<long>(
            "flex.events.dead_lettered",
            "{event}",
            "Events that can not be applied, by code."
        );
        _lag = meter.CreateHistogram(
            "flex.lag",
            "s",
            "From the instant the queue first took an event in to the commit that holds it.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600],
            }
        );
    }

    /// <summary>Counts what became of an event, once its commit stands. One that is refused is not counted here.</summary>
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
                if (usage.EnqueuedAt - TimeOf(usage) > _terms.SessionTimeout)
                {
                    _late.Add(1);
                }

                break;
            default:
                // Refused: counted when its message is dead-lettered.
                break;
        }
    }

    /// <summary>Counts an event whose message is dead-lettered for it.</summary>
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
