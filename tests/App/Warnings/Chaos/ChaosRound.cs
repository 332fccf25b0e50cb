using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// One round: an instance runs the timers and crashes at a point. After a gap, other instances with empty caches continue, one
/// of which may crash too.
/// </summary>
/// <param name="store">The row store.</param>
/// <param name="clock">The clock of all instances.</param>
/// <param name="server">The mail server.</param>
/// <param name="seed">Decides the order of concurrent instances, and which timer runs first.</param>
internal sealed class ChaosRound(IRowStore store, FakeTimeProvider clock, ChaosMailServer server, int seed)
{
    private readonly Interleaving _interleaving = new(new Random(seed), clock);

    /// <summary>Runs the timers after a gap, on one instance or on several at the same time.</summary>
    public async Task RunAsync(TimeSpan gap, params CrashPoint[] ends)
    {
        var instances = new List<TimerInstance>();
        try
        {
            foreach (var end in ends)
            {
                var instance = new TimerInstance(
                    new CrashingStore(new InterleavedStore(store, _interleaving), end),
                    clock
                );
                server.Connect(instance.Mail, end);
                instances.Add(instance);
            }

            clock.Advance(gap);
            _interleaving.Run(() =>
                Task.WhenAll(instances.Select(instance => instance.RunAsync(warnsFirst: seed % 2 == 0)))
            );
        }
        finally
        {
            foreach (var instance in instances)
            {
                await instance.DisposeAsync();
            }
        }
    }

    /// <summary>Runs the timers without crashes until nothing can be in progress any more.</summary>
    public async Task SettleAsync()
    {
        await using var instance = new TimerInstance(new SharedStore(store), clock);
        server.Connect(instance.Mail, new CrashPoint(int.MaxValue, false));
        for (var run = 0; run < 7; run++)
        {
            clock.Advance(TimeSpan.FromMinutes(15));
            await instance.RunAsync(warnsFirst: seed % 2 == 0);
        }
    }
}
