using System.Diagnostics.Metrics;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace FlexFunctions.App;

/// <summary>The whole object graph of the functions, whatever host runs them.</summary>
public static class Composition
{
    /// <summary>Registers what the functions need.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="catalog">What is sold.</param>
    /// <param name="terms">The settings of usage.</param>
    /// <param name="rows">Makes the row store; it is disposed of with the services.</param>
    /// <param name="callers">Which tokens are accepted.</param>
    /// <param name="mail">Makes whoever sends mail.</param>
    /// <param name="queue">Makes whoever asks whether the queue answers.</param>
    /// <param name="quota">How many mails may be sent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Spreads retries.</param>
    public static IServiceCollection AddFlexFunctions(
        this IServiceCollection services,
        Catalog catalog,
        MeteringOptions terms,
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
            .AddSingleton(terms)
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
            .AddSingleton<UsageIntake>()
            .AddSingleton(new CallerAuthenticator(callers, time))
            .AddSingleton<ApiEndpoint>()
            .AddSingleton<IDeadLetterQueue>(new DeadLettersInAzure())
            .AddSingleton<LedgerEndpoint>()
            .AddSingleton<SeatChange>()
            .AddSingleton<JournalExport>()
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
