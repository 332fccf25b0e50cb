namespace FlexFunctions.LocalHost.Tests;

/// <summary>Dead letters.</summary>
public abstract partial class DurableQueueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Tenth_failed_delivery_dead_letters_the_message(int abandoned)
    {
        await Send("a");
        for (var delivery = 1; delivery <= 10; delivery++)
        {
            var message = await ReceiveOne();
            Assert.Equal(delivery, message.DeliveryCount);
            // An abandoned and an expired delivery both count as failed.
            if (delivery % 2 == abandoned)
            {
                await _queue.AbandonAsync(message);
            }
            else
            {
                Time.Advance(TimeSpan.FromMinutes(5));
            }
        }

        Assert.Empty(await ReceiveBodies());
        var dead = Assert.Single(await _queue.PeekDeadLettersAsync());
        Assert.Equal("MaxDeliveryCountExceeded", dead.Reason);
        Assert.Equal("Message could not be consumed after 10 delivery attempts.", dead.Description);
        Assert.Equal(10, dead.DeliveryCount);
    }

    [Fact]
    public async Task Dead_letter_keeps_the_message_and_its_reason()
    {
        await _queue.SendAsync(
            new OutgoingMessage
            {
                Body = new BinaryData("a"),
                MessageId = "m",
                ContentType = "t",
                ApplicationProperties = new Dictionary<string, object> { ["p"] = 1L },
            }
        );
        var message = await ReceiveOne();
        Time.Advance(TimeSpan.FromSeconds(3));
        await _queue.DeadLetterAsync(message, "bad", "Very bad.", new Dictionary<string, object> { ["q"] = 2 });
        var dead = Assert.Single(await _queue.PeekDeadLettersAsync());
        Assert.Equal(
            ("bad", "Very bad.", "m", "t", "a"),
            (dead.Reason, dead.Description, dead.MessageId, dead.ContentType, dead.Body.ToString())
        );
        Assert.Equal(
            (FunctionsFixture.Start, FunctionsFixture.Start.AddSeconds(3)),
            (dead.EnqueuedTime, dead.DeadLetteredTime)
        );
        Assert.Equal((1L, 2), ((long)dead.ApplicationProperties["p"], (int)dead.ApplicationProperties["q"]));
        Assert.Equal(message.SequenceNumber, dead.SequenceNumber);
    }

    [Fact]
    public async Task Dead_letters_are_paged_and_counted_by_reason()
    {
        foreach (var i in Enumerable.Range(0, 9))
        {
            await Send($"{i}");
            await _queue.DeadLetterAsync(await ReceiveOne(), i % 3 == 0 ? null : $"r{i % 3}");
        }

        var page = await _queue.PeekDeadLettersAsync("r1", maxMessages: 2);
        Assert.Equal(["1", "4"], page.Select(dead => dead.Body.ToString()));
        Assert.Equal(
            ["7"],
            (await _queue.PeekDeadLettersAsync("r1", page[^1].SequenceNumber)).Select(d => d.Body.ToString())
        );
        Assert.Equal(9, (await _queue.PeekDeadLettersAsync()).Count);
        Assert.Equal(3, (await _queue.PeekDeadLettersAsync("")).Count);
        Assert.Equal(
            new Dictionary<string, long>
            {
                [""] = 3,
                ["r1"] = 3,
                ["r2"] = 3,
            },
            await _queue.CountDeadLettersAsync()
        );
    }

    [Fact]
    public async Task Dead_letter_text_is_limited_to_4096_characters()
    {
        await Send("a");
        var message = await ReceiveOne();
        await Assert.ThrowsAsync<ArgumentException>(() => _queue.DeadLetterAsync(message, new string('x', 4097)));
        await Assert.ThrowsAsync<ArgumentException>(() => _queue.DeadLetterAsync(message, "x", new string('x', 4097)));
        await _queue.DeadLetterAsync(message, new string('x', 4096), new string('x', 4096));
    }

    [Fact]
    public async Task Expired_message_is_dead_lettered()
    {
        await _queue.SendAsync(
            new OutgoingMessage { Body = new BinaryData("a"), TimeToLive = TimeSpan.FromMinutes(1) }
        );
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await ReceiveBodies());
        Assert.Equal("TTLExpiredException", Assert.Single(await _queue.PeekDeadLettersAsync()).Reason);
    }

    [Fact]
    public async Task Largest_time_to_live_never_expires()
    {
        await _queue.SendAsync(new OutgoingMessage { Body = new BinaryData("a"), TimeToLive = TimeSpan.MaxValue });
        Assert.Equal(DateTimeOffset.MaxValue, (await ReceiveOne()).ExpiresAt);
    }
}
