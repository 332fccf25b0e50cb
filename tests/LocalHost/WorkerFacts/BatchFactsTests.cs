using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>Facts of the worker's batches that no test of the listener states.</summary>
public sealed class BatchFactsTests
{
    private const string ManualHost = """{ "extensions": { "serviceBus": { "autoCompleteMessages": false } } }""";
    private const string OneByOneHost = """{ "extensions": { "serviceBus": { "maxMessageBatchSize": 1 } } }""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_exception_abandons_a_batch_even_if_nothing_is_completed_automatically()
    {
        await using var rig = Rig.Of(typeof(BatchFunction), ManualHost);
        await rig.Queue.SendAsync([Message("a")]);
        rig.Notebook.OnBatch = (_, _, _) => throw new InvalidOperationException("broken");
        await rig.Listener.PumpOnceAsync();
        // At once: the lock did not have to lapse.
        Assert.Equal(2, Assert.Single(await rig.Queue.ReceiveAsync(10)).DeliveryCount);
    }

    [Fact]
    public async Task What_is_neither_settled_nor_completed_automatically_comes_when_its_lock_lapses()
    {
        await using var rig = Rig.Of(typeof(BatchFunction), ManualHost);
        await rig.Queue.SendAsync([Message("left"), Message("done")]);
        rig.Notebook.OnBatch = (messages, actions, ct) => actions.CompleteMessageAsync(messages[1], ct);
        await rig.Listener.PumpOnceAsync();
        Assert.Empty(await rig.Queue.ReceiveAsync(10));
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        var again = Assert.Single(await rig.Queue.ReceiveAsync(10));
        Assert.Equal(("left", 2), (again.Body.ToString(), again.DeliveryCount));
    }

    [Fact]
    public async Task What_a_function_completed_itself_is_not_completed_again()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await rig.Queue.SendAsync([Message("a"), Message("b")]);
        rig.Notebook.OnBatch = (messages, actions, ct) => actions.CompleteMessageAsync(messages[0], ct);
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(new QueueCounts(0, 0, 0), await rig.Queue.CountAsync());
        Assert.Empty(rig.Log.Warnings);
        Assert.Empty(rig.Log.Errors);
    }

    [Fact]
    public async Task Ten_failures_pass_before_any_time_does()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await rig.Queue.SendAsync([Message("a")]);
        rig.Notebook.OnBatch = (messages, actions, ct) => actions.AbandonMessageAsync(messages[0], null, ct);
        for (var delivery = 1; delivery <= 10; delivery++)
            Assert.Equal(1, await rig.Listener.PumpOnceAsync());
        Assert.Equal(Rig.Start, rig.Time.GetUtcNow());
        Assert.Equal(new QueueCounts(0, 0, 1), await rig.Queue.CountAsync());
    }

    [Fact]
    public async Task A_lock_is_not_renewed_while_its_batch_runs()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await rig.Queue.SendAsync([Message("a")]);
        var (before, after) = (0, 0);
        rig.Notebook.OnBatch = async (messages, _, _) =>
        {
            Assert.Equal(Rig.Start.AddMinutes(5), messages[0].LockedUntil);
            rig.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
            before = (await rig.Queue.ReceiveAsync(10)).Count;
            rig.Time.Advance(TimeSpan.FromTicks(1));
            after = (await rig.Queue.ReceiveAsync(10)).Count;
        };
        await rig.Listener.PumpOnceAsync();
        Assert.Equal((0, 1), (before, after));
    }

    [Fact]
    public async Task A_function_has_one_batch_at_a_time()
    {
        await using var rig = Rig.Of(typeof(BatchFunction), OneByOneHost);
        var (running, most, calls) = (0, 0, 0);
        var done = new TaskCompletionSource();
        rig.Notebook.OnBatch = async (_, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await rig.Queue.SendAsync([Message("other")]);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            if (Interlocked.Increment(ref calls) == 20)
                done.TrySetResult();
        };
        using var stop = new CancellationTokenSource();
        await rig.Queue.SendAsync([.. Enumerable.Range(0, 10).Select(i => Message($"{i}"))]);
        var listening = rig.Listener.RunAsync(stop.Token);
        await done.Task.WaitAsync(s_patience);
        await stop.CancelAsync();
        await listening.WaitAsync(s_patience);
        Assert.Equal(1, most);
    }

    /// <summary>Duplicate detection is an aid that may be off: nothing may rely on it, so it is off here.</summary>
    [Fact]
    public async Task One_message_id_sent_twice_is_two_messages_once_duplicate_detection_has_forgotten_it()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var message = Message("a") with { MessageId = "same" };
        await rig.Queue.SendAsync([message, message]);
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        await rig.Queue.SendAsync(message);
        Assert.Equal(2, await rig.Listener.PumpOnceAsync());
        Assert.All(
            rig.Notebook.Seen.Cast<ServiceBusReceivedMessage>(),
            received => Assert.Equal("same", received.MessageId)
        );
    }

    private static OutgoingMessage Message(string body) => new() { Body = new BinaryData(body) };
}
