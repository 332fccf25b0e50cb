using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What a queue file keeps, and who can open it.</summary>
public sealed class QueueFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(FunctionsFixture.Start);

    public void Dispose() => _folder.Dispose();

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private QueueStore Open(string name = "queues.db", QueueSettings? settings = null) =>
        QueueStore.Open(PathOf(name), ["events"], _time, settings);

    private static OutgoingMessage Message(string body) => new() { Body = new BinaryData(body) };

    /// <summary>Copies the files as a crash would leave them.</summary>
    private void CopyAsIfKilled(string name)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (File.Exists(PathOf($"queues.db{suffix}")))
            {
                File.Copy(PathOf($"queues.db{suffix}"), PathOf(name + suffix), overwrite: true);
            }
        }
    }

    [Fact]
    public async Task Acknowledged_messages_survive_a_crash()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        for (var i = 0; i < 50; i++)
        {
            await queue.SendAsync(Message($"{i}"));
            CopyAsIfKilled("copy.db");
            await using var copy = Open("copy.db");
            Assert.Equal(i + 1, (await copy.Queues["events"].CountAsync()).Active);
        }
    }

    [Fact]
    public async Task Settled_messages_stay_settled_after_a_crash()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        await queue.SendAsync([
            Message("done"),
            Message("dead"),
            Message("aside"),
            Message("locked"),
            Message("waiting"),
        ]);
        var messages = await queue.ReceiveAsync(4);
        await queue.CompleteAsync(messages[0]);
        await queue.DeadLetterAsync(messages[1], "r", "d");
        await queue.DeferAsync(messages[2]);
        CopyAsIfKilled("copy.db");

        await using var copy = Open("copy.db");
        var restarted = copy.Queues["events"];
        Assert.Equal(new QueueCounts(2, 1, 1), await restarted.CountAsync());
        // The locked message is delivered again at once, and the delivery counts.
        var again = await restarted.ReceiveAsync(10);
        Assert.Equal([("locked", 2), ("waiting", 1)], again.Select(m => (m.Body.ToString(), m.DeliveryCount)));
    }

    [Fact]
    public async Task Message_that_crashes_its_process_ten_times_is_dead_lettered()
    {
        await using (var store = Open())
        {
            await store.Queues["events"].SendAsync(Message("poison"));
        }

        for (var i = 0; i < 10; i++)
        {
            await using (var store = Open())
            {
                Assert.Single(await store.Queues["events"].ReceiveAsync(1));
            }
        }

        await using var last = Open();
        Assert.Equal(
            "MaxDeliveryCountExceeded",
            Assert.Single(await last.Queues["events"].PeekDeadLettersAsync()).Reason
        );
    }

    [Fact]
    public async Task Sequence_numbers_are_never_reused()
    {
        long first;
        await using (var store = Open())
        {
            first = await store.Queues["events"].SendAsync(Message("a"));
            await store.Queues["events"].CompleteAsync((await store.Queues["events"].ReceiveAsync(1))[0]);
        }

        await using var again = Open();
        Assert.True(await again.Queues["events"].SendAsync(Message("b")) > first);
    }

    [Fact]
    public void Commits_are_synced_to_disk()
    {
        using var database = QueueDatabase.Open(PathOf("x.db"));
        Assert.Equal(2, database.Number("PRAGMA synchronous"));
        Assert.Equal("wal", database.Query("PRAGMA journal_mode", row => row.GetString(0)).Single());
    }

    [Fact]
    public async Task Second_store_on_the_same_file_is_rejected()
    {
        await using var store = Open();
        var exception = Assert.Throws<QueueStoreInUseException>(() => Open());
        Assert.Contains(PathOf("queues.db"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_locked_by_another_tool_is_rejected()
    {
        await using (Open()) { }

        await using var tool = new SqliteConnection($"Data Source={PathOf("queues.db")};Pooling=false");
        tool.Open();
        await using var command = tool.CreateCommand();
        command.CommandText = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        Assert.Throws<QueueStoreInUseException>(() => Open());
    }

    [Fact]
    public void Foreign_file_is_rejected()
    {
        File.WriteAllText(PathOf("queues.db"), new string('x', 5000));
        var exception = Assert.Throws<InvalidDataException>(() => Open());
        Assert.Contains(PathOf("queues.db"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_of_a_later_version_is_rejected()
    {
        await using (Open()) { }

        await using (var tool = new SqliteConnection($"Data Source={PathOf("queues.db")};Pooling=false"))
        {
            tool.Open();
            await using var command = tool.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("99", Assert.Throws<InvalidDataException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_statement_scans_or_sorts_a_queue()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        await queue.SendAsync([.. Enumerable.Range(0, 6).Select(i => Message($"{i}"))]);
        var messages = await queue.ReceiveAsync(6);
        await queue.CompleteAsync(messages[0]);
        await queue.AbandonAsync(messages[1], new Dictionary<string, object> { ["a"] = 1 });
        await queue.DeadLetterAsync(messages[2], "r");
        await queue.DeferAsync(messages[3]);
        await queue.RenewLockAsync(messages[4]);
        await queue.PeekDeadLettersAsync();
        await queue.PeekDeadLettersAsync("r");
        await queue.ResubmitAsync("r");
        await queue.ResubmitAsync(messages[2].SequenceNumber);
        await queue.SendAsync(Message("named") with { MessageId = "id" });
        await queue.CountDeadLettersAsync();
        await queue.CountAsync();
        await queue.NextDueAsync();
        var plans = await store.Loop.RunAsync(database =>
            database
                .Statements.Where(sql =>
                    sql.Contains("messages", StringComparison.Ordinal) || sql.Contains("recent_ids")
                )
                // Unbound parameters are null; plans do not depend on values.
                .Select(sql => (sql, Plan: string.Join("; ", database.Plan(sql))))
                .ToList()
        );
        Assert.True(plans.Count > 15);
        Assert.All(
            plans,
            plan =>
            {
                // Opening a file releases every lock; that index holds only locked messages.
                var plain = plan.Plan.Replace("SCAN messages USING INDEX locked", "", StringComparison.Ordinal);
                Assert.DoesNotContain("SCAN messages", plain, StringComparison.Ordinal);
                Assert.DoesNotContain("SCAN recent_ids", plain, StringComparison.Ordinal);
                Assert.DoesNotContain("TEMP B-TREE", plan.Plan, StringComparison.Ordinal);
                foreach (
                    var (column, index) in new[]
                    {
                        ("expires_at <=", "expiring"),
                        ("locked_until <=", "locked"),
                        ("dead_lettered_at <=", "exhausted"),
                    }
                )
                {
                    if (plan.sql.Contains(column, StringComparison.Ordinal))
                    {
                        Assert.Contains($"INDEX {index} ", plan.Plan, StringComparison.Ordinal);
                    }
                }
            }
        );
    }

    [Fact]
    public async Task Lock_duration_and_delivery_count_are_configurable()
    {
        await using var store = Open(settings: new() { LockDuration = TimeSpan.FromSeconds(1), MaxDeliveryCount = 2 });
        var queue = store.Queues["events"];
        await queue.SendAsync(Message("a"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Single(await queue.ReceiveAsync(1));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            "Message could not be consumed after 2 delivery attempts.",
            Assert.Single(await queue.PeekDeadLettersAsync()).Description
        );
    }
}
