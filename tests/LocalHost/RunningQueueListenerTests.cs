namespace FlexFunctions.LocalHost.Tests;

/// <summary>A running listener: when it wakes, what it runs at once, how it stops.</summary>
public sealed class RunningQueueListenerTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    private static async Task Send(FunctionsFixture fixture, params string[] bodies) =>
        await fixture.Queue.SendAsync([.. bodies.Select(body => new OutgoingMessage { Body = new BinaryData(body) })]);

    [Fact]
    public async Task Stop_finishes_the_running_batch_only()
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Recorder.OnBatch = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await release.Task;
            ct.ThrowIfCancellationRequested();
        };
        await Send(fixture, "a");
        await RunningAsync(
            fixture,
            async stop =>
            {
                await begun.Task.WaitAsync(s_timeout);
                await Send(fixture, "b");
                await stop();
                release.SetResult();
            }
        );
        Assert.Equal("b", Assert.Single(await fixture.Queue.ReceiveAsync(10)).Body.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Grace_period_cancels_or_abandons_a_running_batch(bool heeds)
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        fixture.Recorder.OnBatch = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await never.Task.WaitAsync(heeds ? ct : default);
        };
        await Send(fixture, "a");
        await RunningAsync(
            fixture,
            async stop =>
            {
                await begun.Task.WaitAsync(s_timeout);
                await stop();
                fixture.Time.Advance(TimeSpan.FromSeconds(heeds ? 30 : 35));
            }
        );
        Assert.Equal(heeds ? 1 : 0, (await fixture.Queue.ReceiveAsync(10)).Count);
        never.SetResult();
    }

    [Fact]
    public async Task Batches_run_one_at_a_time_up_to_the_maximum_size()
    {
        await using var fixture = FunctionsFixture.Create(
            typeof(BatchFunction),
            """{ "extensions": { "serviceBus": { "maxMessageBatchSize": 2 } } }"""
        );
        var (running, most, calls, done) = (0, 0, 0, new TaskCompletionSource());
        fixture.Recorder.OnBatch = async (messages, _, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(1, CancellationToken.None);
            Interlocked.Decrement(ref running);
            if (Interlocked.Add(ref calls, messages.Length) == 19)
            {
                done.SetResult();
            }
        };
        await Send(fixture, [.. Enumerable.Range(0, 19).Select(i => $"{i}")]);
        await RunningAsync(fixture, async _ => await done.Task.WaitAsync(s_timeout));
        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task New_message_or_expired_lock_wakes_the_listener(bool lapses)
    {
        await using var fixture = FunctionsFixture.Create(typeof(BatchFunction));
        var received = fixture.Recorder.NextMessage();
        if (lapses)
        {
            await Send(fixture, "a");
            await fixture.Queue.ReceiveAsync(1);
        }

        await RunningAsync(
            fixture,
            async _ =>
            {
                if (!lapses)
                {
                    await Send(fixture, "a");
                }

                // The listener may not wait yet, so the clock advances until it wakes.
                while (lapses && !received.IsCompleted)
                {
                    fixture.Time.Advance(TimeSpan.FromMinutes(5));
                    await Task.Yield();
                }

                await received.WaitAsync(s_timeout);
            }
        );
    }

    /// <summary>Runs the listener during a test, which can stop it earlier.</summary>
    private static async Task RunningAsync(FunctionsFixture fixture, Func<Func<Task>, Task> test)
    {
        using var stop = new CancellationTokenSource();
        var running = fixture.Listener.RunAsync(stop.Token);
        await test(async () =>
        {
            await stop.CancelAsync();
            Assert.False(running.IsCompleted);
        });
        await stop.CancelAsync();
        await running.WaitAsync(s_timeout);
    }
}
