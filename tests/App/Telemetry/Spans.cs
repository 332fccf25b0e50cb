using System.Collections.Concurrent;
using System.Diagnostics;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;

namespace FlexFunctions.App.Tests;

/// <summary>The spans that end in this process while this listens. A test looks for those of its own trace.</summary>
internal sealed class Spans : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Instrumentation.Name or TracedSending.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>All ended spans.</summary>
    public IReadOnlyCollection<Activity> Ended => _ended;

    /// <summary>Returns the ended spans of a trace.</summary>
    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(span => span.TraceId.ToString() == traceId)];

    /// <summary>Returns the only span of a trace with a name.</summary>
    public Activity One(string traceId, string name) => Of(traceId).Single(span => span.DisplayName == name);

    /// <summary>Returns the value of a tag as text; empty if there is none.</summary>
    public static string Tag(Activity span, string name) =>
        span.GetTagItem(name) switch
        {
            null => "",
            string[] several => string.Join(' ', several),
            var value => value.ToString()!,
        };

    public void Dispose() => _listener.Dispose();
}
