using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>Counts the storage transactions of one instance.</summary>
internal sealed class TransactionCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public TransactionCount(AppFixture app)
    {
        var factory = app.Functions.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == MeteredRowStore.TransactionsCounter && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, measurement, tags, _) =>
            {
                // No operation has the name of an outcome.
                foreach (var tag in tags)
                {
                    _counts.AddOrUpdate((string)tag.Value!, measurement, (_, so) => so + measurement);
                }
            }
        );
        _listener.Start();
    }

    public TransactionTally Tally => new(Of("commit"), Of("conflict"), Of("read"), Of("range"));

    /// <summary>Returns the counts and resets them.</summary>
    public TransactionTally Reset()
    {
        var tally = Tally;
        _counts.Clear();
        return tally;
    }

    public void Dispose() => _listener.Dispose();

    private long Of(string word) => _counts.GetValueOrDefault(word);
}
