using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What a queue file keeps, and whose it is.</summary>
public sealed class QueueFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Rig.Start);

    public void Dispose() => _folder.Dispose();

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private QueueStore Open(string name = "queues.db", QueueSettings? settings = null) =>
        QueueStore.Open(PathOf(name), ["events"], _time, settings);

    private static OutgoingMessage Message(string body) => new() { Body = new BinaryData(body) };

    /// <summary>What a kill would leave at this instant: the files as they are, with nothing closed.</summary>
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
    public async Task What_was_acknowledged_outlives_a_kill()
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
    public async Task What_was_settled_stays_settled_after_a_kill()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        await queue.SendAsync([
            Message("done"),
            Message("dead"),
            Message("aside"),
            Message("in hand"),
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
        // The receiver died with its process: what it had in hand comes at once, and that delivery counts.
        var again = await restarted.ReceiveAsync(10);
        Assert.Equal([("in hand", 2), ("waiting", 1)], again.Select(m => (m.Body.ToString(), m.DeliveryCount)));
    }

    [Fact]
    public async Task A_message_that_kills_its_process_ten_times_is_dead_lettered()
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
    public async Task Sequence_numbers_are_never_given_twice()
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
    public void A_commit_is_synced_to_disk()
    {
        using var database = QueueDatabase.Open(PathOf("x.db"));
        Assert.Equal(2, database.Number("PRAGMA synchronous"));
        Assert.Equal("wal", database.Query("PRAGMA journal_mode", row => row.GetString(0)).Single());
    }

    [Fact]
    public async Task A_file_that_is_open_elsewhere_is_refused_by_name()
    {
        await using var store = Open();
        var refusal = Assert.Throws<QueueStoreInUseException>(() => Open());
        Assert.Contains(PathOf("queues.db"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_tool_writes_to_is_refused_too()
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
    public void A_file_of_another_kind_is_refused_by_name()
    {
        File.WriteAllText(PathOf("queues.db"), new string('x', 5000));
        var refusal = Assert.Throws<InvalidDataException>(() => Open());
        Assert.Contains(PathOf("queues.db"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused()
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
    public async Task Senders_that_come_during_a_commit_share_the_next()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        using var gate = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var slow = store.Loop.RunAsync(_ =>
        {
            begun.SetResult();
            gate.Wait();
            return true;
        });
        await begun.Task;
        var before = store.Loop.Commits;
        var sends = Enumerable.Range(0, 200).Select(i => queue.SendAsync(Message($"{i}"))).ToList();
        gate.Release();
        await slow;
        await Task.WhenAll(sends);
        // The slow one, and one for two hundred senders.
        Assert.Equal(2, store.Loop.Commits - before);
        Assert.Equal(200, (await queue.CountAsync()).Active);
    }

    [Fact]
    public async Task More_senders_than_fit_one_commit_are_all_taken_in()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        var numbers = await Task.WhenAll(
            Enumerable.Range(0, 2000).Select(i => Task.Run(() => queue.SendAsync(Message($"{i}"))))
        );
        Assert.Equal(2000, numbers.Distinct().Count());
        Assert.Equal(2000, (await queue.CountAsync()).Active);
        Assert.True(store.Loop.Commits < 1000, $"{store.Loop.Commits} commits");
    }

    [Fact]
    public async Task Work_that_fails_is_undone_alone()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        using var gate = new SemaphoreSlim(0);
        var slow = store.Loop.RunAsync(_ =>
        {
            gate.Wait();
            return true;
        });
        var good = queue.SendAsync(Message("good"));
        var bad = store.Loop.RunAsync<bool>(database =>
        {
            database.Execute("DELETE FROM messages");
            throw new FormatException("bad");
        });
        var alsoGood = queue.SendAsync(Message("also good"));
        gate.Release();
        await Task.WhenAll(slow, good, alsoGood);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(2, (await queue.CountAsync()).Active);
    }

    [Fact]
    public async Task A_lost_transaction_is_told_to_everyone_in_it()
    {
        await using var store = Open();
        var queue = store.Queues["events"];
        using var gate = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var slow = store.Loop.RunAsync(_ =>
        {
            begun.SetResult();
            gate.Wait();
            return true;
        });
        await begun.Task;
        var send = queue.SendAsync(Message("a"));
        // As SQLite does by itself when the disk is full or gone.
        var broken = store.Loop.RunAsync(database => database.Execute("ROLLBACK"));
        gate.Release();
        await slow;
        await Assert.ThrowsAsync<SqliteException>(() => send);
        await Assert.ThrowsAsync<SqliteException>(() => broken);
        Assert.Equal(0, (await queue.CountAsync()).Active);
        await queue.SendAsync(Message("b"));
        Assert.Equal(1, (await queue.CountAsync()).Active);
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
        await queue.NextWakeAsync();
        var plans = await store.Loop.RunAsync(database =>
            database
                .Statements.Where(sql =>
                    sql.Contains("messages", StringComparison.Ordinal) || sql.Contains("recent_ids")
                )
                // Bound to nothing, a parameter is null: plans do not depend on values.
                .Select(sql => (sql, Plan: string.Join("; ", database.Plan(sql))))
                .ToList()
        );
        Assert.True(plans.Count > 15);
        Assert.All(
            plans,
            plan =>
            {
                // At opening, every lock is voided: that index holds nothing else.
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
    public async Task Lock_duration_and_delivery_count_can_be_set()
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
