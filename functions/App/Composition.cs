using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App;

/// <summary>The object graph of the functions, the same for both hosts.</summary>
public static class Composition
{
    /// <summary>Registers all services of the functions.</summary>
    /// <param name="services">The collection to add them to.</param>
    /// <param name="catalog">The rates and prices.</param>
    /// <param name="options">The metering options.</param>
    /// <param name="rows">Creates the row store, which is disposed of with the services.</param>
    /// <param name="callers">The rules for valid bearer tokens.</param>
    /// <param name="mail">Creates the mail sender.</param>
    /// <param name="queue">Creates the probe that checks the queue for <c>/api/health</c>.</param>
    /// <param name="quota">The number of mails that may be sent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The source of jitter between retries.</param>
    public static IServiceCollection AddFlexFunctions(
        this IServiceCollection services,
        Catalog catalog,
        MeteringOptions options,
        Func<IServiceProvider, IRowStore> rows,
        TokenValidationParameters callers,
        Func<IServiceProvider, IMailSender> mail,
        Func<IServiceProvider, IQueueProbe> queue,
        MailQuota quota,
        TimeProvider time,
        Random random
    ) =>
        services
            .AddSingleton(time)
            .AddSingleton(catalog)
            .AddSingleton(options)
            .AddSingleton(rows)
            .AddSingleton(new RowCache())
            .AddSingleton(provider => new MeteredRowStore(provider.GetRequiredService<IRowStore>(), Meter(provider)))
            .AddSingleton(provider => new LedgerMetrics(Meter(provider)))
            .AddSingleton<UsageMetrics>()
            .AddSingleton<MailMetrics>()
            .AddSingleton(provider => new LedgerStore(
                provider.GetRequiredService<MeteredRowStore>(),
                provider.GetRequiredService<RowCache>(),
                time,
                random,
                provider.GetRequiredService<LedgerMetrics>()
            ))
            .AddSingleton(provider => new StoreProbe(
                provider.GetRequiredService<MeteredRowStore>(),
                time,
                StoreProbe.BilledInterval
            ))
            .AddSingleton<UsageIntake>()
            .AddSingleton<HoldBack>()
            .AddSingleton(new CallerAuthenticator(callers, time))
            .AddSingleton<ApiEndpoint>()
            .AddSingleton<IDeadLetterQueue>(new DeadLettersInAzure())
            .AddSingleton<LedgerEndpoint>()
            .AddSingleton<SeatChange>()
            .AddSingleton<JournalExport>()
            .AddSingleton<UsageCsv>()
            .AddSingleton<UsageAnswer>()
            .AddSingleton<EstimateAnswer>()
            .AddSingleton(provider => provider.GetRequiredService<LedgerStore>().Due)
            .AddSingleton(provider => new MailRateLimiter(provider.GetRequiredService<MeteredRowStore>()))
            .AddSingleton<LedgerCheck>()
            .AddSingleton<ExpiryRun>()
            .AddSingleton<ComposeLetter>(WarningLetter.Of)
            .AddSingleton<WarningWriter>()
            .AddSingleton<WarningRun>()
            .AddSingleton<OutboxRun>()
            .AddSingleton(mail)
            .AddSingleton(queue)
            .AddSingleton(quota);

    private static System.Diagnostics.Metrics.Meter Meter(IServiceProvider provider) =>
        provider.GetRequiredService<IMeterFactory>().Create(Instrumentation.Name);
}
