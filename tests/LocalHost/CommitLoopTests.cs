using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Group commit: what shares a commit, and what a failure affects.</summary>
public sealed class CommitLoopTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly QueueStore _store;

    public CommitLoopTests() =>
        _store = QueueStore.Open(
            Path.Combine(_folder.Path, "queues.db"),
            ["events"],
            new FakeTimeProvider(FunctionsFixture.Start)
        );

    private DurableQueue Queue => _store.Queues["events"];

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static OutgoingMessage Message(string body) => new() { Body = new BinaryData(body) };

    [Fact]
    public async Task Senders_during_a_commit_share_the_next_commit()
    {
        using var gate = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var slow = _store.Loop.RunAsync(_ =>
        {
            begun.SetResult();
            gate.Wait();
            return true;
        });
        await begun.Task;
        var before = _store.Loop.Commits;
        var sends = Enumerable.Range(0, 200).Select(i => Queue.SendAsync(Message($"{i}"))).ToList();
        gate.Release();
        await slow;
        await Task.WhenAll(sends);
        // The slow one, and one for the two hundred senders.
        Assert.Equal(2, _store.Loop.Commits - before);
        Assert.Equal(200, (await Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task Concurrent_senders_share_commits()
    {
        var numbers = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => Queue.SendAsync(Message($"{i}"))))
        );
        Assert.Equal(2000, numbers.Distinct().Count());
        Assert.Equal(2000, (await Queue.CountAsync()).Active);
        Assert.True(_store.Loop.Commits < 1000, $"{_store.Loop.Commits} commits");
    }

    [Fact]
    public async Task Failed_work_is_rolled_back_alone()
    {
        using var gate = new SemaphoreSlim(0);
        var slow = _store.Loop.RunAsync(_ =>
        {
            gate.Wait();
            return true;
        });
        var good = Queue.SendAsync(Message("good"));
        var bad = _store.Loop.RunAsync<bool>(database =>
        {
            database.Execute("DELETE FROM messages");
            throw new FormatException("bad");
        });
        var alsoGood = Queue.SendAsync(Message("also good"));
        gate.Release();
        await Task.WhenAll(slow, good, alsoGood);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(2, (await Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task Failed_commit_fails_all_its_work()
    {
        using var gate = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var slow = _store.Loop.RunAsync(_ =>
        {
            begun.SetResult();
            gate.Wait();
            return true;
        });
        await begun.Task;
        var send = Queue.SendAsync(Message("a"));
        // SQLite does this when the disk is full.
        var broken = _store.Loop.RunAsync(database => database.Execute("ROLLBACK"));
        gate.Release();
        await slow;
        await Assert.ThrowsAsync<SqliteException>(() => send);
        await Assert.ThrowsAsync<SqliteException>(() => broken);
        Assert.Equal(0, (await Queue.CountAsync()).Active);
        await Queue.SendAsync(Message("b"));
        Assert.Equal(1, (await Queue.CountAsync()).Active);
    }
}
