using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What becomes of messages when a function returns, settles or throws.</summary>
public sealed class QueueListenerTests
{
    private static async Task Send(Rig rig, params string[] bodies) =>
        await rig.Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = new BinaryData(body) })]);

    private static string Body(ServiceBusReceivedMessage message) => message.Body.ToString();

    [Fact]
    public async Task A_batch_that_succeeds_is_completed()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a", "b", "c");
        Assert.Equal(3, await rig.Listener.PumpOnceAsync());
        Assert.Equal(0, await rig.Listener.PumpOnceAsync());
        Assert.Equal(["a", "b", "c"], rig.Notebook.Seen.Cast<ServiceBusReceivedMessage>().Select(Body));
        Assert.Equal(new QueueCounts(0, 0, 0), await rig.Queue.CountAsync());
    }

    [Fact]
    public async Task A_batch_is_as_large_as_host_json_says()
    {
        await using var rig = Rig.Of(
            typeof(BatchFunction),
            """{ "extensions": { "serviceBus": { "maxMessageBatchSize": 2 } } }"""
        );
        await Send(rig, "a", "b", "c");
        foreach (var count in new[] { 2, 1, 0 })
            Assert.Equal(count, await rig.Listener.PumpOnceAsync());
    }

    [Fact]
    public async Task An_exception_abandons_the_whole_batch_and_it_comes_again_at_once()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a", "b");
        rig.Notebook.OnBatch = (_, _, _) => throw new InvalidOperationException("broken");
        Assert.Equal(2, await rig.Listener.PumpOnceAsync());
        Assert.Single(rig.Log.Errors);
        rig.Notebook.OnBatch = (_, _, _) => Task.CompletedTask;
        Assert.Equal(2, await rig.Listener.PumpOnceAsync());
        Assert.Equal([1, 1, 2, 2], rig.Notebook.Seen.Cast<ServiceBusReceivedMessage>().Select(m => m.DeliveryCount));
    }

    [Fact]
    public async Task Ten_exceptions_dead_letter_the_batch()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a", "b");
        rig.Notebook.OnBatch = (_, _, _) => throw new InvalidOperationException("broken");
        for (var i = 0; i < 10; i++)
            Assert.Equal(2, await rig.Listener.PumpOnceAsync());
        Assert.Equal(0, await rig.Listener.PumpOnceAsync());
        Assert.Equal(
            new Dictionary<string, long> { ["MaxDeliveryCountExceeded"] = 2 },
            await rig.Queue.CountDeadLettersAsync()
        );
    }

    [Fact]
    public async Task Dead_lettering_one_message_alone_completes_the_others()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "good", "bad", "good too");
        rig.Notebook.OnBatch = (messages, actions, ct) =>
            actions.DeadLetterMessageAsync(messages[1], null, "bad", "It is bad.", ct);
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(new QueueCounts(0, 0, 1), await rig.Queue.CountAsync());
        var dead = Assert.Single(await rig.Queue.PeekDeadLettersAsync());
        Assert.Equal(("bad", "bad", "It is bad."), (dead.Body.ToString(), dead.Reason, dead.Description));
    }

    [Fact]
    public async Task What_was_settled_before_an_exception_stays_settled()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "done", "dead", "aside", "again");
        rig.Notebook.OnBatch = async (messages, actions, ct) =>
        {
            await actions.CompleteMessageAsync(messages[0], ct);
            await actions.DeadLetterMessageAsync(messages[1], cancellationToken: ct);
            await actions.DeferMessageAsync(messages[2], cancellationToken: ct);
            throw new InvalidOperationException("broken");
        };
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(new QueueCounts(1, 1, 1), await rig.Queue.CountAsync());
        Assert.Equal("again", Body(Assert.Single(await rig.Queue.ReceiveAsync(10))));
    }

    [Fact]
    public async Task A_message_abandoned_alone_comes_again_alone()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a", "b");
        rig.Notebook.OnBatch = (messages, actions, ct) =>
            messages.Length == 2
                ? actions.AbandonMessageAsync(messages[0], new Dictionary<string, object> { ["why"] = "later" }, ct)
                : Task.CompletedTask;
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(1, await rig.Listener.PumpOnceAsync());
        var again = (ServiceBusReceivedMessage)rig.Notebook.Seen[^1];
        Assert.Equal(("a", 2, "later"), (Body(again), again.DeliveryCount, again.ApplicationProperties["why"]));
    }

    [Fact]
    public async Task A_function_slower_than_its_lock_gets_the_messages_again()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a");
        rig.Notebook.OnBatch = (_, _, _) =>
        {
            rig.Time.Advance(TimeSpan.FromMinutes(5));
            return Task.CompletedTask;
        };
        await rig.Listener.PumpOnceAsync();
        Assert.Single(rig.Log.Warnings);
        Assert.Equal(1, (await rig.Queue.CountAsync()).Active);
        Assert.Equal(1, await rig.Listener.PumpOnceAsync());
    }

    [Fact]
    public async Task A_renewed_lock_lets_a_slow_function_complete()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "a");
        rig.Notebook.OnBatch = async (messages, actions, ct) =>
        {
            rig.Time.Advance(TimeSpan.FromMinutes(4));
            await actions.RenewMessageLockAsync(messages[0], ct);
            rig.Time.Advance(TimeSpan.FromMinutes(4));
        };
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(0, (await rig.Queue.CountAsync()).Active);
    }

    [Theory]
    [InlineData("true", typeof(BatchFunction), 0)]
    [InlineData("false", typeof(BatchFunction), 1)]
    [InlineData("true", typeof(ManualFunction), 1)]
    [InlineData("false", typeof(AutomaticFunction), 0)]
    public async Task Auto_complete_is_host_jsons_unless_the_attribute_says_it(string host, Type function, int left)
    {
        await using var rig = Rig.Of(
            function,
            $$"""{ "extensions": { "serviceBus": { "autoCompleteMessages": {{host}} } } }"""
        );
        await Send(rig, "a");
        await rig.Listener.PumpOnceAsync();
        Assert.Equal(left, (await rig.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task A_batch_can_be_taken_as_texts_or_bytes()
    {
        await using var texts = Rig.Of(typeof(TextsFunction));
        await Send(texts, "ä", "b");
        await texts.Listener.PumpOnceAsync();
        Assert.Equal(["ä", "b"], texts.Notebook.Seen);

        await using var bytes = Rig.Of(typeof(BytesFunction));
        await Send(bytes, "ab");
        await bytes.Listener.PumpOnceAsync();
        Assert.Equal("ab"u8.ToArray(), Assert.Single(bytes.Notebook.Seen));
    }

    [Fact]
    public async Task Unbatched_messages_fail_and_succeed_alone()
    {
        await using var rig = Rig.Of(
            typeof(SingleFunction),
            """{ "extensions": { "serviceBus": { "maxConcurrentCalls": 3 } } }"""
        );
        await Send(rig, "a", "bad", "c", "d");
        Assert.Equal(3, await rig.Listener.PumpOnceAsync());
        Assert.Equal(["a", "bad", "c"], rig.Notebook.Seen);
        Assert.Equal(["bad", "d"], (await rig.Queue.ReceiveAsync(10)).Select(Body));
    }

    [Fact]
    public async Task A_function_that_can_not_be_made_is_a_failure_like_any_other()
    {
        await using var rig = Rig.Of(typeof(BrokenFunction));
        await Send(rig, "a");
        Assert.Equal(1, await rig.Listener.PumpOnceAsync());
        Assert.Equal(1, (await rig.Queue.CountAsync()).Active);
        Assert.Single(rig.Log.Errors);
    }

    [Fact]
    public async Task A_message_that_arrives_wakes_the_listener()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var came = new TaskCompletionSource();
        rig.Notebook.OnBatch = (_, _, _) =>
        {
            came.TrySetResult();
            return Task.CompletedTask;
        };
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        await Send(rig, "a");
        await came.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, (await rig.Queue.CountAsync()).Active);
    }

    [Fact]
    public async Task A_lock_that_lapses_wakes_the_listener()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var came = new TaskCompletionSource();
        rig.Notebook.OnBatch = (_, _, _) =>
        {
            came.TrySetResult();
            return Task.CompletedTask;
        };
        await Send(rig, "a");
        await rig.Queue.ReceiveAsync(1);
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        // The listener may not have gone to sleep yet: the clock goes on until it has woken.
        while (!came.Task.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(5));
            await Task.Yield();
        }
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_stop_lets_the_running_batch_finish_and_takes_no_other()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Notebook.OnBatch = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await release.Task;
            ct.ThrowIfCancellationRequested();
        };
        await Send(rig, "a");
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Send(rig, "b");
        await stop.CancelAsync();
        Assert.False(running.IsCompleted);
        release.SetResult();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("b", Body(Assert.Single(await rig.Queue.ReceiveAsync(10))));
    }

    [Fact]
    public async Task A_batch_that_outlasts_the_grace_time_is_cancelled_and_abandoned()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var begun = new TaskCompletionSource();
        rig.Notebook.OnBatch = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };
        await Send(rig, "a");
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, Assert.Single(await rig.Queue.ReceiveAsync(10)).DeliveryCount);
    }

    [Fact]
    public async Task A_function_that_ignores_its_cancellation_is_left_behind()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Notebook.OnBatch = (_, _, _) =>
        {
            begun.TrySetResult();
            return never.Task;
        };
        await Send(rig, "a");
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(35));
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        never.SetResult();
    }

    [Fact]
    public async Task Message_actions_outside_a_host_refuse()
    {
        var actions = new BareActions();
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: new BinaryData("a"),
            properties: new Dictionary<string, object> { ["DeadLetterReason"] = "r" },
            enqueuedTime: Rig.Start,
            timeToLive: TimeSpan.FromHours(1),
            deliveryCount: 3
        );
        Assert.Equal(
            ("r", 3, Rig.Start.AddHours(1)),
            (message.DeadLetterReason, message.DeliveryCount, message.ExpiresAt)
        );
        await Assert.ThrowsAsync<NotSupportedException>(() => actions.CompleteMessageAsync(message));
    }

    private sealed class BareActions : ServiceBusMessageActions;

    public sealed class ManualFunction
    {
        [Function("Manual")]
        public static void Run(
            [ServiceBusTrigger("events", IsBatched = true, AutoCompleteMessages = false)]
                ServiceBusReceivedMessage[] messages
        ) { }
    }

    public sealed class AutomaticFunction
    {
        [Function("Automatic")]
        public static void Run(
            [ServiceBusTrigger("events", IsBatched = true, AutoCompleteMessages = true)]
                ServiceBusReceivedMessage[] messages
        ) { }
    }

    public sealed class TextsFunction(Notebook notebook)
    {
        [Function("Texts")]
        public void Run([ServiceBusTrigger("events", IsBatched = true)] string[] messages) =>
            notebook.Seen.AddRange(messages);
    }

    public sealed class BytesFunction(Notebook notebook)
    {
        [Function("Bytes")]
        public void Run([ServiceBusTrigger("events", IsBatched = true)] byte[][] messages) =>
            notebook.Seen.AddRange(messages);
    }

    public sealed class SingleFunction(Notebook notebook)
    {
        [Function("Single")]
        public Task Run([ServiceBusTrigger("events")] string message)
        {
            notebook.Seen.Add(message);
            return message == "bad" ? throw new InvalidOperationException("bad") : Task.CompletedTask;
        }
    }

    public sealed class BrokenFunction
    {
        public BrokenFunction() => throw new InvalidOperationException("broken");

        [Function("Broken")]
        public void Run([ServiceBusTrigger("events")] ServiceBusReceivedMessage message) => _ = this;
    }
}
