using FlexFunctions.LocalHost;
using FlexFunctions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.App.Tests;

/// <summary>
/// Several instances of the functions on one queue and one store, as a service runs them: each remembers rows of its
/// own, and is now and then replaced by one that remembers nothing.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Func<IRowStore> _open;
    private readonly FakeTimeProvider _clock;
    private readonly QueueStore _queues;
    private readonly AppFixture[] _instances;
    private readonly List<AppFixture> _all = [];
    private readonly List<TransactionCount> _counts = [];

    /// <param name="size">How many instances run at a time.</param>
    /// <param name="open">Opens the store for an instance, which disposes of it.</param>
    /// <param name="clock">The clock of all.</param>
    public Fleet(int size, Func<IRowStore> open, FakeTimeProvider clock)
    {
        (_open, _clock) = (open, clock);
        _queues = QueueStore.InMemory(["usage-events"], clock);
        _instances = [.. Enumerable.Range(0, size).Select(_ => Start())];
    }

    public int Size => _instances.Length;

    public DurableQueue Queue => _queues.Queues["usage-events"];

    /// <summary>How many instances were started.</summary>
    public int Started => _all.Count;

    /// <summary>What all of them asked of the store.</summary>
    public TransactionTally Tally =>
        _counts.Aggregate(default(TransactionTally), (tally, count) => tally + count.Tally);

    public AppFixture this[int index] => _instances[index];

    public Task SendAsync(IEnumerable<string> bodies) =>
        Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = BinaryData.FromString(body) })]);

    /// <summary>A new instance takes the place of one; a call that this one has under way goes on.</summary>
    public void Replace(int index) => _instances[index] = Start();

    public async ValueTask DisposeAsync()
    {
        _counts.ForEach(count => count.Dispose());
        foreach (var app in _all)
        {
            await app.DisposeAsync();
        }

        await _queues.DisposeAsync();
    }

    private AppFixture Start()
    {
        var app = new AppFixture(_open(), _clock, _queues);
        _all.Add(app);
        _counts.Add(new TransactionCount(app));
        return app;
    }
}
