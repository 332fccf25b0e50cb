using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>The metrics of one app instance: the sum of each counter by tags, and every value of the lag histogram.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<double> _lags = new();
    private readonly ConcurrentBag<Instrument> _instruments = [];

    public Measured(AppFixture app)
    {
        var services = app.Functions.Services;
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instrumentation.Name && instrument.Meter.Scope == factory)
            {
                _instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
        // Resolving these services creates their instruments.
        object[] _ =
        [
            services.GetRequiredService<LedgerStore>(),
            services.GetRequiredService<UsageMetrics>(),
            services.GetRequiredService<MailMetrics>(),
        ];
    }

    /// <summary>The instruments of the instance.</summary>
    public IReadOnlyCollection<Instrument> Instruments => _instruments;

    /// <summary>The recorded lags in seconds.</summary>
    public IReadOnlyCollection<double> Lags => _lags;

    /// <summary>The sum of a counter, <c>name</c> or <c>name tag=value</c>.</summary>
    public double this[string counter] => _sums.GetValueOrDefault(counter);

    /// <summary>The numbers of accepted, duplicate, late and dead-lettered events.</summary>
    public string Events =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{this["flex.events.accepted"]} accepted, {this["flex.events.duplicate"]} duplicate, "
        )
        + string.Create(
            CultureInfo.InvariantCulture,
            $"{this["flex.events.late"]} late, {this["flex.events.dead_lettered"]} dead-lettered"
        );

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument.Name == "flex.lag")
        {
            _lags.Enqueue(value);
        }

        _sums.AddOrUpdate(instrument.Name, value, (_, so) => so + value);
        foreach (var tag in tags)
        {
            _sums.AddOrUpdate($"{instrument.Name} {tag.Key}={tag.Value}", value, (_, so) => so + value);
        }
    }
}
