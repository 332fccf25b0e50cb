using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>
/// Exports traces and metrics to Application Insights with the app's managed identity. Logs are not exported: the
/// Functions host already sends the worker's logs, so they would be sent, and billed, twice.
/// </summary>
internal static class AzureTelemetry
{
    /// <summary>
    /// The number of traces per second that an instance sends; more are sampled. This is at most about 0.3 GB a day.
    /// Unsampled traces would cost more than the rest of the app. Metrics are not sampled.
    /// </summary>
    private const double TracesPerSecond = 1;

    /// <summary>Registers the exporters if Application Insights is configured.</summary>
    public static IServiceCollection AddAzureTelemetry(this IServiceCollection services, IConfiguration settings)
    {
        if (settings[AppSettings.ApplicationInsights] is not { Length: > 0 } connection)
        {
            return services;
        }

        TokenCredential identity = new DefaultAzureCredential();
        services
            .AddTelemetry()
            .WithTracing(traces => traces.AddAzureMonitorTraceExporter(Configure))
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Configure));
        return services;

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = connection;
            options.Credential = identity;
            options.TracesPerSecond = TracesPerSecond;
            // The Functions host already sends live metrics.
            options.EnableLiveMetrics = false;
        }
    }
}
