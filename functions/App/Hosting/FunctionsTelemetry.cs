using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace FlexFunctions.App.Hosting;

/// <summary>The OpenTelemetry sources of the functions, for every host and exporter.</summary>
internal static class FunctionsTelemetry
{
    private const string ServiceName = "flexfunctions";

    /// <summary>Registers traces and metrics of the functions; exporters are the host's to add.</summary>
    public static OpenTelemetryBuilder AddTelemetry(this IServiceCollection services) =>
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    ServiceName,
                    serviceVersion: typeof(FunctionsTelemetry).Assembly.GetName().Version?.ToString(),
                    serviceInstanceId: Environment.MachineName
                )
            )
            .WithTracing(traces => traces.AddSource(Instrumentation.Name))
            .WithMetrics(metrics => metrics.AddMeter(Instrumentation.Name));
}
