using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Duplicate detection by message id.</summary>
public sealed class DuplicateDetectionTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(FunctionsFixture.Start);
    private QueueStore _store;

    public DuplicateDetectionTests() => _store = Open();

    private string File => Path.Combine(_folder.Path, "queues.db");

    private DurableQueue Queue => _store.Queues["events"];

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private QueueStore Open() => QueueStore.Open(File, ["events", "other"], _time);

    private static OutgoingMessage Message(string? id) => new() { Body = new BinaryData("a"), MessageId = id };

    private async Task<long> Count() => (await Queue.CountAsync()).Active;

    [Fact]
    public async Task Message_id_is_enqueued_once_in_ten_minutes()
    {
        var first = await Queue.SendAsync(Message("m"));
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal(first, await Queue.SendAsync(Message("m")));
        Assert.Equal(1, await Count());

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(first, await Queue.SendAsync(Message("m")));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task Duplicate_does_not_extend_the_window()
    {
        await Queue.SendAsync(Message("m"));
        _time.Advance(TimeSpan.FromMinutes(6));
        await Queue.SendAsync(Message("m"));
        _time.Advance(TimeSpan.FromMinutes(4));
        await Queue.SendAsync(Message("m"));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task Message_id_survives_completion_and_restart()
    {
        await Queue.SendAsync(Message("m"));
        await Queue.CompleteAsync((await Queue.ReceiveAsync(1))[0]);
        await _store.DisposeAsync();
        _store = Open();
        await Queue.SendAsync(Message("m"));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task Ids_differ_by_case_and_queue()
    {
        await Queue.SendAsync([Message("m"), Message("M"), Message("m"), Message(null), Message(null), Message("")]);
        await _store.Queues["other"].SendAsync(Message("m"));
        Assert.Equal(5, await Count());
        Assert.Equal(1, (await _store.Queues["other"].CountAsync()).Active);
    }

    [Fact]
    public async Task Rejected_batch_leaves_no_ids()
    {
        var bad = Message("n") with { ApplicationProperties = new Dictionary<string, object> { ["x"] = new object() } };
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.SendAsync([Message("m"), bad]));
        await Queue.SendAsync(Message("m"));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task Ids_older_than_the_window_are_deleted()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            await Queue.SendAsync([.. Enumerable.Range(0, 100).Select(i => Message($"{minute}-{i}"))]);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var kept = await _store.Loop.RunAsync(database => database.Number("SELECT count(*) FROM recent_ids"));
        Assert.InRange(kept, 1000, 1100);
    }

    [Fact]
    public async Task First_file_format_is_upgraded()
    {
        await Queue.SendAsync(Message("m"));
        await _store.DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            connection.Open();
            using var back = connection.CreateCommand();
            back.CommandText = """
                DROP TABLE recent_ids; DROP INDEX exhausted; ALTER TABLE messages DROP COLUMN resubmitted;
                PRAGMA user_version = 1;
                """;
            back.ExecuteNonQuery();
        }

        _store = Open();
        Assert.Equal("m", Assert.Single(await Queue.ReceiveAsync(10)).MessageId);
        await Queue.SendAsync([Message("n"), Message("n")]);
        Assert.Single(await Queue.ReceiveAsync(10));
    }
}
