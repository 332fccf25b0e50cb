using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Azure;

/// <summary>
/// Sends traces and metrics to Application Insights, as the app's managed identity. Logs are not sent from here: the
/// Functions host has them from the worker and sends them itself, with its own of every run; from here they would come,
/// and be paid, twice.
/// </summary>
internal static class AzureTelemetry
{
    /// <summary>
    /// How many traces a second an instance sends; of more, a sample: about 0.3 GB a day at most. With one event per
    /// message the traces would else cost more than all the rest. Metrics are never sampled.
    /// </summary>
    private const double TracesPerSecond = 1;

    /// <summary>Registers it, if the settings say whereto.</summary>
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
            // The host's own, of the same process, are there already.
            options.EnableLiveMetrics = false;
        }
    }
}
