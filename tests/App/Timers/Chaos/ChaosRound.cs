using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests.Timers;

/// <summary>
/// One round: an instance runs the timers and ends at a point; after a gap others, which remember nothing, go on with them,
/// one of which may end too.
/// </summary>
/// <param name="store">Where the rows are.</param>
/// <param name="clock">The clock of all.</param>
/// <param name="server">Who takes the mails.</param>
/// <param name="seed">Whose turn it is when two instances run at once.</param>
internal sealed class ChaosRound(IRowStore store, FakeTimeProvider clock, MailServer server, int seed)
{
    private readonly Interleaving _interleaving = new(new Random(seed), clock);

    /// <summary>Runs what is due, late, by one instance or two at once.</summary>
    public async Task RunAsync(TimeSpan gap, params CrashPoint[] ends)
    {
        var rigs = new List<Rig>();
        try
        {
            foreach (var end in ends)
            {
                var rig = new Rig(new CrashingStore(new InterleavedStore(store, _interleaving), end), clock);
                server.Connect(rig.Mail, end);
                rigs.Add(rig);
            }

            clock.Advance(gap);
            _interleaving.Run(() => Task.WhenAll(rigs.Select(rig => rig.Functions.RunDueTimersAsync())));
        }
        finally
        {
            foreach (var rig in rigs)
            {
                await rig.DisposeAsync();
            }
        }
    }

    /// <summary>Lets the timers run unharmed for a while, as long as it takes until nothing can be under way any more.</summary>
    public async Task SettleAsync()
    {
        await using var rig = new Rig(new SharedStore(store), clock);
        server.Connect(rig.Mail, new CrashPoint(int.MaxValue, false));
        for (var run = 0; run < 7; run++)
        {
            clock.Advance(TimeSpan.FromMinutes(15));
            await rig.Functions.RunDueTimersAsync();
        }
    }
}
