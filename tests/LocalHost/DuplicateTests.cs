using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>A message id is taken in once in ten minutes.</summary>
public sealed class DuplicateTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Rig.Start);
    private QueueStore _store;

    public DuplicateTests() => _store = Open();

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
    public async Task One_id_is_one_message_for_ten_minutes()
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
    public async Task A_duplicate_does_not_lengthen_the_time()
    {
        await Queue.SendAsync(Message("m"));
        _time.Advance(TimeSpan.FromMinutes(6));
        await Queue.SendAsync(Message("m"));
        _time.Advance(TimeSpan.FromMinutes(4));
        await Queue.SendAsync(Message("m"));
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task An_id_is_remembered_when_its_message_is_gone_and_the_host_was_killed()
    {
        await Queue.SendAsync(Message("m"));
        await Queue.CompleteAsync((await Queue.ReceiveAsync(1))[0]);
        await _store.DisposeAsync();
        _store = Open();
        await Queue.SendAsync(Message("m"));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task Ids_are_told_apart_by_case_and_queue_and_within_one_batch()
    {
        await Queue.SendAsync([Message("m"), Message("M"), Message("m"), Message(null), Message(null), Message("")]);
        await _store.Queues["other"].SendAsync(Message("m"));
        Assert.Equal(5, await Count());
        Assert.Equal(1, (await _store.Queues["other"].CountAsync()).Active);
    }

    [Fact]
    public async Task Nothing_is_remembered_of_a_batch_that_was_not_taken_in()
    {
        var bad = Message("n") with { ApplicationProperties = new Dictionary<string, object> { ["x"] = new object() } };
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.SendAsync([Message("m"), bad]));
        await Queue.SendAsync(Message("m"));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task Only_the_ids_of_one_window_are_kept()
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
    public async Task A_file_of_the_first_format_becomes_one_of_the_second()
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
