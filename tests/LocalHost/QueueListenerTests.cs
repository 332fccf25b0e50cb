using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>How messages are settled when a function returns, settles or throws.</summary>
public sealed class QueueListenerTests
{
    private static async Task Send(FunctionsFixture fixture, params string[] bodies) =>
        await fixture.Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = new BinaryData(body) })]);

    private static string Body(ServiceBusReceivedMessage message) => message.Body.ToString();

    [Fact]
    public async Task Successful_batch_is_completed()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        await Send(fixture, "a", "b", "c");
        Assert.Equal(3, await fixture.Listener.PumpOnceAsync());
        Assert.Equal(0, await fixture.Listener.PumpOnceAsync());
        Assert.Equal(["a", "b", "c"], fixture.Recorder.Seen.Cast<ServiceBusReceivedMessage>().Select(Body));
        Assert.Equal(new QueueCounts(0, 0, 0), await fixture.Queue.CountAsync());
    }

    [Fact]
    public async Task Messages_settled_before_an_exception_stay_settled()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        await Send(fixture, "done", "dead", "aside", "again");
        fixture.Recorder.OnBatch = async (messages, actions, ct) =>
        {
            await actions.CompleteMessageAsync(messages[0], ct);
            await actions.DeadLetterMessageAsync(messages[1], cancellationToken: ct);
            await actions.DeferMessageAsync(messages[2], cancellationToken: ct);
            throw new InvalidOperationException("broken");
        };
        await fixture.Listener.PumpOnceAsync();
        Assert.Equal(new QueueCounts(1, 1, 1), await fixture.Queue.CountAsync());
        Assert.Equal("again", Body(Assert.Single(await fixture.Queue.ReceiveAsync(10))));
    }

    [Fact]
    public async Task Messages_are_redelivered_after_their_lock_expires()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        await Send(fixture, "a");
        fixture.Recorder.OnBatch = (_, _, _) =>
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(5));
            return Task.CompletedTask;
        };
        await fixture.Listener.PumpOnceAsync();
        Assert.Single(fixture.Log.Warnings);
        Assert.Equal(1, (await fixture.Queue.CountAsync()).Active);
        Assert.Equal(1, await fixture.Listener.PumpOnceAsync());
    }

    [Fact]
    public async Task Batch_binds_to_strings_or_bytes()
    {
        await using var texts = FunctionsFixture.Create(typeof(TextsFunction));
        await Send(texts, "ä", "b");
        await texts.Listener.PumpOnceAsync();
        Assert.Equal(["ä", "b"], texts.Recorder.Seen);

        await using var bytes = FunctionsFixture.Create(typeof(BytesFunction));
        await Send(bytes, "ab");
        await bytes.Listener.PumpOnceAsync();
        Assert.Equal("ab"u8.ToArray(), Assert.Single(bytes.Recorder.Seen));
    }

    [Fact]
    public async Task Unbatched_messages_are_settled_one_by_one()
    {
        await using var fixture = FunctionsFixture.Create(
            typeof(SingleFunction),
            ServiceBus("maxConcurrentCalls", "3")
        );
        await Send(fixture, "a", "bad", "c", "d");
        Assert.Equal(3, await fixture.Listener.PumpOnceAsync());
        Assert.Equal(["a", "bad", "c"], fixture.Recorder.Seen);
        Assert.Equal(["bad", "d"], (await fixture.Queue.ReceiveAsync(10)).Select(Body));
    }

    [Fact]
    public async Task Failing_constructor_abandons_the_message()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BrokenFunction));
        await Send(fixture, "a");
        Assert.Equal(1, await fixture.Listener.PumpOnceAsync());
        Assert.Equal(1, (await fixture.Queue.CountAsync()).Active);
        Assert.Single(fixture.Log.Errors);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Tenth_exception_dead_letters_the_batch(string autoComplete)
    {
        await using var fixture = FunctionsFixture.Create(
            typeof(BatchFunction),
            ServiceBus("autoCompleteMessages", autoComplete)
        );
        await Send(fixture, "a", "b");
        fixture.Recorder.OnBatch = (_, _, _) => throw new InvalidOperationException("broken");
        foreach (var delivery in Enumerable.Range(1, 10))
        {
            Assert.Equal(2, await fixture.Listener.PumpOnceAsync());
            Assert.Equal(delivery, ((ServiceBusReceivedMessage)fixture.Recorder.Seen[^1]).DeliveryCount);
        }

        Assert.Equal(0, await fixture.Listener.PumpOnceAsync());
        Assert.Equal(10, fixture.Log.Errors.Count);
        Assert.Equal(
            new Dictionary<string, long> { ["MaxDeliveryCountExceeded"] = 2 },
            await fixture.Queue.CountDeadLettersAsync()
        );
    }

    [Fact]
    public async Task Unsettled_messages_are_completed_on_success()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        await Send(fixture, "done", "bad", "again", "slow", "good");
        fixture.Recorder.OnBatch = async (messages, actions, ct) =>
        {
            await actions.CompleteMessageAsync(messages[0], ct);
            await actions.DeadLetterMessageAsync(messages[1], null, "bad", "It is bad.", ct);
            await actions.AbandonMessageAsync(messages[2], new Dictionary<string, object> { ["why"] = "later" }, ct);
            fixture.Time.Advance(TimeSpan.FromMinutes(4));
            await actions.RenewMessageLockAsync(messages[3], ct);
            await actions.RenewMessageLockAsync(messages[4], ct);
            fixture.Time.Advance(TimeSpan.FromMinutes(4));
        };
        await fixture.Listener.PumpOnceAsync();
        Assert.Empty(fixture.Log.Warnings);
        var dead = Assert.Single(await fixture.Queue.PeekDeadLettersAsync());
        Assert.Equal(("bad", "bad", "It is bad."), (dead.Body.ToString(), dead.Reason, dead.Description));
        var again = Assert.Single(await fixture.Queue.ReceiveAsync(10));
        Assert.Equal(("again", 2, "later"), (Body(again), again.DeliveryCount, again.ApplicationProperties["why"]));
    }

    [Theory]
    [InlineData("true", typeof(BatchFunction), 0)]
    [InlineData("false", typeof(BatchFunction), 1)]
    [InlineData("true", typeof(ManualFunction), 1)]
    [InlineData("false", typeof(AutomaticFunction), 0)]
    public async Task Attribute_overrides_auto_complete_of_host_json(string host, Type function, int left)
    {
        await using var fixture = FunctionsFixture.Create(function, ServiceBus("autoCompleteMessages", host));
        await Send(fixture, "a");
        await fixture.Listener.PumpOnceAsync();
        // The rest is delivered again when its lock expires.
        Assert.Equal(0, await fixture.Listener.PumpOnceAsync());
        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(left, await fixture.Listener.PumpOnceAsync());
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

    public sealed class TextsFunction(Recorder recorder)
    {
        [Function("Texts")]
        public void Run([ServiceBusTrigger("events", IsBatched = true)] string[] messages) =>
            recorder.Seen.AddRange(messages);
    }

    public sealed class BytesFunction(Recorder recorder)
    {
        [Function("Bytes")]
        public void Run([ServiceBusTrigger("events", IsBatched = true)] byte[][] messages) =>
            recorder.Seen.AddRange(messages);
    }

    public sealed class SingleFunction(Recorder recorder)
    {
        [Function("Single")]
        public Task Run([ServiceBusTrigger("events")] string message)
        {
            recorder.Seen.Add(message);
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
