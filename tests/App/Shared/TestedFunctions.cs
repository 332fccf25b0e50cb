using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>The functions as tests compose them on a local host: the product's catalogue, terms and quotas.</summary>
internal static class TestedFunctions
{
    /// <summary>Registers them, with the host's queue and its dead letters.</summary>
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
