using System.CommandLine;
using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Hosting.Local;

/// <summary>Without a command: the host itself.</summary>
internal static class HostCommand
{
    private const string ExampleAccount = "acme";

    private static readonly TimeSpan s_printedToken = TimeSpan.FromHours(8);

    private static readonly Option<int> s_port = new("--port")
    {
        Description = "HTTP port on 127.0.0.1; 0 takes a free one.",
        DefaultValueFactory = _ => 7071,
    };

    private static readonly Option<int> s_amqpPort = new("--amqp-port")
    {
        Description = "Service Bus port on 127.0.0.1, for the SDKs; 0 takes a free one.",
        DefaultValueFactory = _ => 5672,
    };

    private static readonly Option<bool> s_sample = new("--sample")
    {
        Description = "Plays the vendor's example through the queue and shows its charges.",
    };

    /// <summary>Configures the root command to run the host.</summary>
    public static void Configure(RootCommand root)
    {
        foreach (var port in new[] { s_port, s_amqpPort })
        {
            port.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 0 or > 65535)
                {
                    result.AddError($"{port.Name} must be 0 to 65535.");
                }
            });
            root.Options.Add(port);
        }

        root.Options.Add(LocalState.Option);
        root.Options.Add(s_sample);
        root.SetAction(RunAsync);
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancellationToken)
    {
        try
        {
            var state = LocalState.Of(command);
            var key = LocalKey.InFile(state.Key);
            await using var host = Create(command.GetValue(s_port), command.GetValue(s_amqpPort), state, key);
            // Opened now, so that a store that cannot be opened ends the start and not the first request.
            host.Services.GetRequiredService<IRowStore>();
            await host.StartAsync(cancellationToken);
            Set(host, state, key);
            await LedgerStartCheck.WarnIfAheadAsync(host, TimeProvider.System, cancellationToken);
            if (command.GetValue(s_sample))
            {
                await SampleStory.PlayAsync(host, key, TimeProvider.System, cancellationToken);
            }

            await host.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception e)
            when (e
                    is PortInUseException
                        or QueueStoreInUseException
                        or CatalogException
                        or InvalidDataException
                        or FunctionDiscoveryException
                        or IOException
                        or UnauthorizedAccessException
                        or RowStoreException
                        or ArgumentException { ParamName: "setting" or "path" or "account" }
            )
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static LocalFunctionsHost Create(int port, int amqpPort, LocalState state, LocalKey key)
    {
        var settings = LocalSettings.Read();
        var (catalog, terms) = (LocalFiles.Catalog(), AppSettings.Terms(settings));
        var mail = LocalMail.Sender(settings, state.Mail, TimeProvider.System);
        var telemetry = LocalTelemetry.Target(settings);
        var named = settings[AppSettings.Storage];
        if (string.IsNullOrEmpty(named))
        {
            LedgerStartCheck.CheckFile(state.Ledger);
        }

        var store = string.IsNullOrEmpty(named) ? "sqlite:" + state.Ledger : named;
        return LocalFunctionsHost.Create(
            typeof(HostCommand).Assembly,
            new LocalHostOptions
            {
                Port = port,
                AmqpPort = amqpPort,
                StateDirectory = state.Directory,
                HostJsonPath = LocalFiles.HostJson,
                QueueSettings = QueueDeadLetters.Settings,
                Configuration = settings,
            },
            services =>
                services
                    .AddFlexFunctions(
                        catalog,
                        terms,
                        _ => RowStores.Open(store),
                        key.Rules,
                        _ => mail,
                        LocalQueueProbe.Of,
                        AppSettings.MailQuota(settings),
                        TimeProvider.System,
                        new Random()
                    )
                    .AddSingleton(provider => new StoreProbe(
                        provider.GetRequiredService<MeteredRowStore>(),
                        TimeProvider.System,
                        interval: TimeSpan.Zero
                    ))
                    .AddQueueDeadLetters()
                    .AddLocalTelemetry(telemetry, isShort: false)
        );
    }

    private static void Set(LocalFunctionsHost host, LocalState state, LocalKey key)
    {
        var token = key.Mint(Role.Admin, ExampleAccount, TimeProvider.System.GetUtcNow(), s_printedToken);
        Console.Out.WriteLine(
            $"""
            FlexFunctions is running. Press Ctrl-C to stop it; acknowledged requests are never lost.
              HTTP    {host.Url}/api
              Queue   {host.Url}/{IngestUsage.Queue}/messages   (POST a CloudEvent)
              SDKs    {host.ServiceBusConnectionString}
              State   {state.Directory}
              Mail    {state.Mail} (.eml files, unless Mail:Smtp is set)
              Token   for an admin of account {ExampleAccount}, valid for {s_printedToken.TotalHours} hours:
            {token}
            """
        );
    }
}
