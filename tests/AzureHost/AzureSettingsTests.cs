using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>The settings of the Azure build.</summary>
[Collection(nameof(TwoHosts))]
public sealed class AzureSettingsTests(TwoHosts hosts)
{
    [Theory]
    [InlineData(AppSettings.AuthIssuer, "")]
    [InlineData(AppSettings.AuthAudience, "")]
    [InlineData(AppSettings.MailFrom, "")]
    [InlineData(AppSettings.MailEndpoint, "")]
    [InlineData(AppSettings.MailEndpoint, "http://RESOURCE.communication.azure.com")]
    [InlineData(AppSettings.ServiceBusNamespace, "")]
    public void Invalid_setting_is_named(string name, string value)
    {
        Use(Sample());
        var settings = Sample();
        settings[name] = value;
        var error = Assert.Throws<InvalidDataException>(() => Use(settings));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);

        static void Use(IConfiguration settings)
        {
            _ = EntraCallers.Rules(settings);
            _ = CommunicationSender.Of(settings);
            _ = ServiceBusProbe.Of(settings);
        }
    }

    [Fact]
    public async Task Worker_with_an_invalid_setting_exits()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            hosts.StartWorkerAsync((AppSettings.SessionTimeout, "soon"))
        );
        Assert.Contains(AppSettings.SessionTimeout, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Telemetry_is_exported_only_when_configured()
    {
        var settings = Sample();
        Assert.Null(Services().GetService<MeterProvider>());
        settings[AppSettings.ApplicationInsights] =
            "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://127.0.0.1:9/";
        using var services = Services();
        Assert.NotNull(services.GetService<MeterProvider>());
        Assert.NotNull(services.GetService<TracerProvider>());

        ServiceProvider Services() => new ServiceCollection().AddAzureTelemetry(settings).BuildServiceProvider();
    }

    private static IConfiguration Sample() =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                SampleSettings
                    .Read()
                    .Values.ToDictionary(
                        pair => pair.Key.Replace("__", ":", StringComparison.Ordinal),
                        string? (pair) => pair.Value
                    )
            )
            .Build();
}
