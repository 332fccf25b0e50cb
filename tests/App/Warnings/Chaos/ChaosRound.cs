using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// One round: an instance runs the timers and ends at a point; after a gap others, which remember nothing, go on with them,
/// one of which may end too.
/// </summary>
/// <param name="store">Where the rows are.</param>
/// <param name="clock">The clock of all.</param>
/// <param name="server">Who takes the mails.</param>
/// <param name="seed">Whose turn it is when two instances run at once, and which timer runs first.</param>
internal sealed class ChaosRound(IRowStore store, FakeTimeProvider clock, ChaosMailServer server, int seed)
{
    private readonly Interleaving _interleaving = new(new Random(seed), clock);

    /// <summary>Runs what is due, late, by one instance or two at once.</summary>
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

    /// <summary>Lets the timers run unharmed for a while, as long as it takes until nothing can be under way any more.</summary>
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
