using System.Text;
using FlexFunctions.LocalHost;

namespace FlexFunctions.App.Tests;

/// <summary>A host process with a state of its own that is killed now and then and comes again with the same state.</summary>
internal sealed class Ingester : IAsyncDisposable
{
    /// <summary>Few, so that the process commits while it is sent more; all at once would be one batch.</summary>
    private const int AtOnce = 2;

    private readonly TemporaryFolder _state = new();
    private readonly string _storage;

    private Ingester(string name, string storage) => (Name, _storage) = (name, storage);

    public string Name { get; }

    public HostProcess Host { get; private set; } = null!;

    /// <summary>Starts one on a ledger.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="storage">Setting <c>Storage</c>.</param>
    public static async Task<Ingester> StartAsync(string name, string storage)
    {
        var ingester = new Ingester(name, storage);
        try
        {
            await ingester.StartAsync();
            return ingester;
        }
        catch
        {
            ingester._state.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends messages, several at once; those that were not acknowledged are the result. With
    /// <paramref name="killAfter"/> acknowledgements it is killed, as by kill -9, in the middle of whatever it does.
    /// </summary>
    public async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<string> messages, int killAfter = int.MaxValue)
    {
        var (acknowledged, kill, lost) = (0, Task.CompletedTask, new List<string>());
        using var places = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(messages.Select(SendOneAsync));
        await kill;
        return lost;

        async Task SendOneAsync(string message)
        {
            await places.WaitAsync();
            try
            {
                Assert.Equal(201, await Host.SendAsync(Encoding.UTF8.GetBytes(message)));
                if (Interlocked.Increment(ref acknowledged) == killAfter)
                {
                    kill = Host.KillAsync();
                }
            }
            catch (HttpRequestException) when (killAfter < int.MaxValue)
            {
                lock (lost)
                {
                    lost.Add(message);
                }
            }
            finally
            {
                places.Release();
            }
        }
    }

    /// <summary>Starts it again after it was killed.</summary>
    public async Task RestartAsync()
    {
        var killed = Host;
        await StartAsync();
        await killed.DisposeAsync();
    }

    /// <summary>Stops it as Ctrl-C does; what is left in its queue then, a line each.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await Host.TerminateAsync();
        await using var store = QueueStore.Open(
            Path.Combine(_state.Path, "queues.db"),
            ["usage-events"],
            TimeProvider.System
        );
        var queue = store.Queues["usage-events"];
        return
        [
            .. (await queue.PeekDeadLettersAsync()).Select(dead => $"{Name}: {dead.Reason} {dead.Description}"),
            .. (await queue.ReceiveAsync(10)).Select(message => $"{Name}: {message.DeliveryCount} {message.Body}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _state.Dispose();
    }

    private async Task StartAsync() => Host = await HostProcess.StartAsync(_state.Path, ("Storage", _storage));
}
