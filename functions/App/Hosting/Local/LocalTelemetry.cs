using FlexFunctions.LocalHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>
/// The exporters for traces, metrics and logs on this machine, chosen by the setting <c>Telemetry</c>; none by default.
/// </summary>
internal static class LocalTelemetry
{
    /// <summary>No export.</summary>
    public const string None = "none";

    /// <summary>Export to standard output.</summary>
    public const string Console = "console";

    /// <summary>
    /// Export to the collector named by the standard variables <c>OTEL_EXPORTER_OTLP_…</c>, by default localhost:4317.
    /// </summary>
    public const string Otlp = "otlp";

    /// <summary>How often a running host prints its metrics on the console.</summary>
    private static readonly TimeSpan s_everyMinute = TimeSpan.FromMinutes(1);

    /// <summary>Returns the configured target.</summary>
    /// <exception cref="InvalidDataException">The setting is invalid.</exception>
    public static string Target(IConfiguration settings) =>
        settings[AppSettings.Telemetry] switch
        {
            null or "" => None,
            None or Console or Otlp => settings[AppSettings.Telemetry]!,
            var other => throw new InvalidDataException(
                $"Setting {AppSettings.Telemetry} must be {None}, {Console} or {Otlp}, not '{other}'."
            ),
        };

    /// <summary>Registers the exporters. Disposing the services exports the rest.</summary>
    /// <param name="services">The services.</param>
    /// <param name="target">The target.</param>
    /// <param name="isShort">True to export metrics once, at the end.</param>
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
                // Locally every trace is exported.
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

    /// <summary>Starts the exporters where no generic host does.</summary>
    public static void Start(IServiceProvider services)
    {
        _ = services.GetService<TracerProvider>();
        _ = services.GetService<MeterProvider>();
    }
}
