using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>What becomes of messages when a function returns, settles or throws.</summary>
public sealed class QueueListenerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

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
        await using var rig = Rig.Of(typeof(SingleFunction), ServiceBus("maxConcurrentCalls", "3"));
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

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task An_exception_abandons_a_batch_at_once_and_the_tenth_dead_letters_it(string autoComplete)
    {
        await using var rig = Rig.Of(typeof(BatchFunction), ServiceBus("autoCompleteMessages", autoComplete));
        await Send(rig, "a", "b");
        rig.Notebook.OnBatch = (_, _, _) => throw new InvalidOperationException("broken");
        foreach (var delivery in Enumerable.Range(1, 10))
        {
            Assert.Equal(2, await rig.Listener.PumpOnceAsync());
            Assert.Equal(delivery, ((ServiceBusReceivedMessage)rig.Notebook.Seen[^1]).DeliveryCount);
        }

        Assert.Equal(0, await rig.Listener.PumpOnceAsync());
        Assert.Equal(10, rig.Log.Errors.Count);
        Assert.Equal(
            new Dictionary<string, long> { ["MaxDeliveryCountExceeded"] = 2 },
            await rig.Queue.CountDeadLettersAsync()
        );
    }

    [Fact]
    public async Task What_a_function_settles_itself_stays_so_and_the_others_are_completed()
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        await Send(rig, "done", "bad", "again", "slow", "good");
        rig.Notebook.OnBatch = async (messages, actions, ct) =>
        {
            await actions.CompleteMessageAsync(messages[0], ct);
            await actions.DeadLetterMessageAsync(messages[1], null, "bad", "It is bad.", ct);
            await actions.AbandonMessageAsync(messages[2], new Dictionary<string, object> { ["why"] = "later" }, ct);
            rig.Time.Advance(TimeSpan.FromMinutes(4));
            await actions.RenewMessageLockAsync(messages[3], ct);
            await actions.RenewMessageLockAsync(messages[4], ct);
            rig.Time.Advance(TimeSpan.FromMinutes(4));
        };
        await rig.Listener.PumpOnceAsync();
        Assert.Empty(rig.Log.Warnings);
        var dead = Assert.Single(await rig.Queue.PeekDeadLettersAsync());
        Assert.Equal(("bad", "bad", "It is bad."), (dead.Body.ToString(), dead.Reason, dead.Description));
        var again = Assert.Single(await rig.Queue.ReceiveAsync(10));
        Assert.Equal(("again", 2, "later"), (Body(again), again.DeliveryCount, again.ApplicationProperties["why"]));
    }

    [Theory]
    [InlineData("true", typeof(BatchFunction), 0)]
    [InlineData("false", typeof(BatchFunction), 1)]
    [InlineData("true", typeof(ManualFunction), 1)]
    [InlineData("false", typeof(AutomaticFunction), 0)]
    public async Task Auto_complete_is_host_jsons_unless_the_attribute_says_it(string host, Type function, int left)
    {
        await using var rig = Rig.Of(function, ServiceBus("autoCompleteMessages", host));
        await Send(rig, "a");
        await rig.Listener.PumpOnceAsync();
        // What is left comes when its lock lapses.
        Assert.Equal(0, await rig.Listener.PumpOnceAsync());
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(left, await rig.Listener.PumpOnceAsync());
    }

    [Fact]
    public async Task A_batch_is_as_large_as_host_json_says_and_a_function_has_one_at_a_time()
    {
        await using var rig = Rig.Of(typeof(BatchFunction), ServiceBus("maxMessageBatchSize", "2"));
        var (running, most, calls, done) = (0, 0, 0, new TaskCompletionSource());
        rig.Notebook.OnBatch = async (messages, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1, CancellationToken.None);
            Interlocked.Decrement(ref running);
            if (Interlocked.Add(ref calls, messages.Length) == 19)
            {
                done.SetResult();
            }
        };
        await Send(rig, [.. Enumerable.Range(0, 19).Select(i => $"{i}")]);
        await RunningAsync(rig, async _ => await done.Task.WaitAsync(s_patience));
        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_arrives_or_whose_lock_lapses_wakes_the_listener(bool lapses)
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var came = rig.Notebook.NextMessage();
        if (lapses)
        {
            await Send(rig, "a");
            await rig.Queue.ReceiveAsync(1);
        }

        await RunningAsync(
            rig,
            async _ =>
            {
                if (!lapses)
                {
                    await Send(rig, "a");
                }

                // The listener may not have gone to sleep yet: the clock goes on until it has woken.
                while (lapses && !came.IsCompleted)
                {
                    rig.Time.Advance(TimeSpan.FromMinutes(5));
                    await Task.Yield();
                }

                await came.WaitAsync(s_patience);
            }
        );
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
        await RunningAsync(
            rig,
            async stop =>
            {
                await begun.Task.WaitAsync(s_patience);
                await Send(rig, "b");
                await stop();
                release.SetResult();
            }
        );
        Assert.Equal("b", Body(Assert.Single(await rig.Queue.ReceiveAsync(10))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_that_outlasts_the_grace_time_is_cancelled_and_left_behind_if_it_ignores_that(bool heeds)
    {
        await using var rig = Rig.Of(typeof(BatchFunction));
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        rig.Notebook.OnBatch = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await never.Task.WaitAsync(heeds ? ct : default);
        };
        await Send(rig, "a");
        await RunningAsync(
            rig,
            async stop =>
            {
                await begun.Task.WaitAsync(s_patience);
                await stop();
                rig.Time.Advance(TimeSpan.FromSeconds(heeds ? 30 : 35));
            }
        );
        Assert.Equal(heeds ? 1 : 0, (await rig.Queue.ReceiveAsync(10)).Count);
        never.SetResult();
    }

    /// <summary>Runs the listener during a test, which may stop it before its end.</summary>
    private static async Task RunningAsync(Rig rig, Func<Func<Task>, Task> test)
    {
        using var stop = new CancellationTokenSource();
        var running = rig.Listener.RunAsync(stop.Token);
        await test(async () =>
        {
            await stop.CancelAsync();
            Assert.False(running.IsCompleted);
        });
        await stop.CancelAsync();
        await running.WaitAsync(s_patience);
    }

    private static string ServiceBus(string key, string value) =>
        $$"""{ "extensions": { "serviceBus": { "{{key}}": {{value}} } } }""";

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
