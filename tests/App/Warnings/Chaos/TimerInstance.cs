using FlexFunctions.App.Hosting.Local;
using FlexFunctions.Domain;
using FlexFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FlexFunctions.App.Tests;

/// <summary>An app instance with timers only, so that a test can start thousands.</summary>
internal sealed class TimerInstance : IAsyncDisposable
{
    private static readonly LocalKey s_key = LocalKey.InMemory();
    private static readonly Catalog s_catalog = LocalFiles.Catalog();

    private readonly ServiceProvider _services;

    public TimerInstance(IRowStore rows, TimeProvider clock) =>
        _services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddFlexFunctions(
                s_catalog,
                MeteringOptions.Default,
                _ => rows,
                s_key.Rules,
                _ => Mail,
                _ => throw new NotSupportedException("There is no queue."),
                MailQuota.Default,
                clock,
                new Random(1)
            )
            .BuildServiceProvider();

    public RecordingSender Mail { get; } = new();

    /// <summary>Runs both timers one after the other, as the host does at a full hour, even if one fails.</summary>
    public async Task RunAsync(bool warnsFirst)
    {
        if (warnsFirst)
        {
            await WarnAsync();
        }

        await ExpireAsync();
        if (!warnsFirst)
        {
            await WarnAsync();
        }
    }

    public Task WarnAsync() => RunAsync(Function<SendBalanceWarnings>().Run);

    public Task ExpireAsync() => RunAsync(Function<ExpireOrders>().Run);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task RunAsync(Func<TimerInfo, CancellationToken, Task> run)
    {
        try
        {
            await run(new TimerInfo { IsPastDue = true }, CancellationToken.None);
        }
        catch (CrashException)
        {
            // The host would log it, but it has crashed too.
        }
    }

    private T Function<T>() => ActivatorUtilities.CreateInstance<T>(_services);
}
