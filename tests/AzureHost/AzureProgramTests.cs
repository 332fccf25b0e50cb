using System.Reflection;
using FlexFunctions.App;
using FlexFunctions.App.Hosting.Azure;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FlexFunctions.AzureHost.Tests;

/// <summary>Hosting/Azure/Program.cs, run from its first line to its last on the stand-in of the worker's builder.</summary>
public sealed class AzureProgramTests
{
    private static readonly Assembly s_app = typeof(IngestUsage).Assembly;

    [Fact]
    public void It_starts_with_the_samples_settings_and_every_function_can_be_made()
    {
        var made = new List<object>();
        Run(
            services =>
                made.AddRange(
                    s_app
                        .GetExportedTypes()
                        .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute))))
                        .Select(type => ActivatorUtilities.CreateInstance(services, type))
                ),
            Settings()
        );
        Assert.Contains(made, function => function is IngestUsage);
    }

    [Theory]
    [InlineData(AppSettings.Storage)]
    [InlineData(AppSettings.AuthIssuer)]
    [InlineData(AppSettings.AuthAudience)]
    public void A_setting_that_it_can_not_do_without_is_named(string name)
    {
        var settings = Settings();
        settings[name] = "";
        var error = Assert.Throws<InvalidDataException>(() =>
            Run(services => services.GetRequiredService<Storage.LedgerStore>(), settings)
        );
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AppSettings.MailFrom, "")]
    [InlineData(AppSettings.MailEndpoint, "")]
    [InlineData(AppSettings.MailEndpoint, "http://RESOURCE.communication.azure.com")]
    public void Mail_needs_a_sender_and_an_endpoint(string name, string value)
    {
        var settings = Settings();
        Run(services => Assert.IsAssignableFrom<IMailSender>(services.GetService<IMailSender>()), settings);
        settings[name] = value;
        var error = Assert.Throws<InvalidDataException>(() =>
            Run(services => services.GetRequiredService<IMailSender>(), settings)
        );
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_and_metrics_are_exported_where_the_settings_say_and_else_nowhere()
    {
        var settings = Settings();
        Run(services => Assert.Null(services.GetService<MeterProvider>()), settings);
        settings[AppSettings.ApplicationInsights] =
            "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://127.0.0.1:9/";
        Run(
            services =>
            {
                Assert.NotNull(services.GetService<MeterProvider>());
                Assert.NotNull(services.GetService<TracerProvider>());
                Assert.True(Instrumentation.Traces.HasListeners());
            },
            settings
        );
    }

    [Fact]
    public void Health_asks_the_queue_of_the_namespace()
    {
        var settings = Settings();
        Run(services => Assert.IsType<ServiceBusProbe>(services.GetService<IQueueProbe>()), settings);
        settings[AppSettings.ServiceBusNamespace] = "";
        var error = Assert.Throws<InvalidDataException>(() =>
            Run(services => services.GetRequiredService<IQueueProbe>(), settings)
        );
        Assert.Contains(AppSettings.ServiceBusNamespace, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_without_sense_stops_it_by_name()
    {
        var settings = Settings();
        settings[AppSettings.SessionTimeout] = "soon";
        var error = Assert.Throws<InvalidDataException>(() => Run(_ => { }, settings));
        Assert.Contains(AppSettings.SessionTimeout, error.Message, StringComparison.Ordinal);
    }

    /// <summary>The sample's, but for the ledger: a file is nobody's business here.</summary>
    private static Dictionary<string, string> Settings() =>
        new(
            SampleSettings
                .Read()
                .Values.Select(pair =>
                    KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)
                )
        )
        {
            [AppSettings.Storage] = "sqlite::memory:",
        };

    private static void Run(Action<IServiceProvider> onStart, Dictionary<string, string> settings)
    {
        FunctionsApplicationBuilder.OnStart = onStart;
        string[] args = [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        s_app.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null);
    }
}
