using FlexFunctions.LocalHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// Whereto a program on this machine exports traces, metrics and logs: setting <c>Telemetry</c>, nowhere unless it is set.
/// </summary>
internal static class LocalTelemetry
{
    /// <summary>Nowhere.</summary>
    public const string None = "none";

    /// <summary>To its standard output.</summary>
    public const string Console = "console";

    /// <summary>To a collector, by the standard variables <c>OTEL_EXPORTER_OTLP_…</c>: else to localhost:4317.</summary>
    public const string Otlp = "otlp";

    /// <summary>How often a host that runs tells its figures on the console.</summary>
    private static readonly TimeSpan s_everyMinute = TimeSpan.FromMinutes(1);

    /// <summary>Whereto, by the settings.</summary>
    /// <exception cref="InvalidDataException">The setting has no such value.</exception>
    public static string Target(IConfiguration settings) =>
        settings[AppSettings.Telemetry] switch
        {
            null or "" => None,
            None or Console or Otlp => settings[AppSettings.Telemetry]!,
            var other => throw new InvalidDataException(
                $"Setting {AppSettings.Telemetry} must be {None}, {Console} or {Otlp}, not '{other}'."
            ),
        };

    /// <summary>Registers it. What is not exported yet is when the services are disposed of.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="target">Whereto.</param>
    /// <param name="isShort">True if metrics are to be told once, at the end.</param>
    public static IServiceCollection AddLocalTelemetry(this IServiceCollection services, string target, bool isShort)
    {
        if (target == None)
        {
            return services;
        }

        services
            .AddTelemetry()
            .WithTracing(traces =>
            {
                // Whoever looks on the own machine wants all of it.
                traces.AddSource(TracedSending.SourceName).SetSampler(new AlwaysOnSampler());
                _ = target == Otlp ? traces.AddOtlpExporter() : traces.AddConsoleExporter();
            })
            .WithMetrics(metrics =>
                _ =
                    target == Otlp
                        ? metrics.AddOtlpExporter()
                        : metrics.AddConsoleExporter(
                            (_, reader) =>
                                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = isShort
                                    ? Timeout.Infinite
                                    : (int)s_everyMinute.TotalMilliseconds
                        )
            );
        return services.AddLogging(logging =>
            logging
                .AddFilter<OpenTelemetryLoggerProvider>("", LogLevel.Warning)
                .AddFilter<OpenTelemetryLoggerProvider>(nameof(FlexFunctions), LogLevel.Information)
                .AddOpenTelemetry(logs => _ = target == Otlp ? logs.AddOtlpExporter() : logs.AddConsoleExporter())
        );
    }

    /// <summary>Begins to listen, where there is no generic host that does.</summary>
    public static void Start(IServiceProvider services)
    {
        _ = services.GetService<TracerProvider>();
        _ = services.GetService<MeterProvider>();
    }
}
