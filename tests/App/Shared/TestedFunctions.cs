using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>The functions with the product's catalog, metering options and mail quota, for tests.</summary>
internal static class TestedFunctions
{
    /// <summary>Registers the functions with the queue and dead letters of the local host.</summary>
    public static IServiceCollection AddTestedFunctions(
        this IServiceCollection services,
        Func<IRowStore> rows,
        LocalKey key,
        IMailSender mail,
        TimeProvider time,
        int seed
    ) =>
        services
            .AddFlexFunctions(
                LocalFiles.Catalog(),
                MeteringOptions.Default,
                _ => rows(),
                key.Rules,
                _ => mail,
                LocalQueueProbe.Of,
                MailQuota.Default,
                time,
                new Random(seed)
            )
            .AddQueueDeadLetters();
}
