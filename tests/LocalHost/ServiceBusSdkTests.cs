using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The .NET Service Bus SDK sends to a running host, with the connection string that the host prints.</summary>
public sealed class ServiceBusSdkTests
{
    [Fact]
    public async Task A_message_arrives_as_it_was_sent()
    {
        await using var rig = await SdkRig.StartAsync();
        var properties = new Dictionary<string, object>
        {
            ["string"] = "ä",
            ["bool"] = true,
            ["byte"] = (byte)1,
            ["int"] = -2,
            ["long"] = long.MaxValue,
            ["double"] = 1.5,
            ["guid"] = Guid.Parse("11111111-2222-3333-4444-555555555555"),
            ["date"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            ["offset"] = Rig.Start,
            ["span"] = TimeSpan.FromMinutes(15),
            ["uri"] = new Uri("https://example.org/"),
        };
        var message = new ServiceBusMessage(BinaryData.FromObjectAsJson(new { type = "flex.product.opened" }))
        {
            MessageId = "m",
            CorrelationId = "c",
            Subject = "s",
            ContentType = "application/json",
            TimeToLive = TimeSpan.FromHours(1),
        };
        foreach (var (name, value) in properties)
        {
            message.ApplicationProperties.Add(name, value);
        }

        await rig.Sender().SendMessageAsync(message);

        var received = Assert.Single(await rig.ReceiveAsync());
        Assert.Equal("""{"type":"flex.product.opened"}""", received.Body.ToString());
        Assert.Equal(
            ("m", "c", "s", "application/json"),
            (received.MessageId, received.CorrelationId, received.Subject, received.ContentType)
        );
        Assert.Equal(TimeSpan.FromHours(1), received.ExpiresAt - received.EnqueuedTime);
        Assert.Equal(properties, received.ApplicationProperties);
    }

    [Fact]
    public async Task A_batch_holds_what_one_message_may_and_arrives_in_order()
    {
        await using var rig = await SdkRig.StartAsync();
        var sender = rig.Sender();
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.Equal(262_144, batch.MaxSizeInBytes);
        Assert.True(batch.TryAddMessage(new("a")));
        Assert.True(batch.TryAddMessage(new("b")));
        Assert.False(batch.TryAddMessage(new(new byte[262_144])));

        await sender.SendMessagesAsync(batch);

        await rig.AssertReceivedAsync("a", "b");
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_and_the_sender_goes_on()
    {
        await using var rig = await SdkRig.StartAsync();
        var sender = rig.Sender();
        await sender.SendMessageAsync(new(new byte[262_000]));

        var refused = await Assert.ThrowsAsync<ServiceBusException>(() =>
            sender.SendMessageAsync(new(new byte[262_144]))
        );

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
        await sender.SendMessageAsync(new("after"));
        Assert.Equal(2, (await rig.ReceiveAsync()).Count);
    }

    [Fact]
    public async Task An_unknown_queue_is_not_found()
    {
        await using var rig = await SdkRig.StartAsync();
        var refused = await Assert.ThrowsAsync<ServiceBusException>(() =>
            rig.Sender("nothing").SendMessageAsync(new("a"))
        );

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, refused.Reason);
    }

    /// <summary>A running host whose queue no function listens to, and a client of the SDK.</summary>
    private sealed class SdkRig : IAsyncDisposable
    {
        private readonly LocalFunctionsHost _host;
        private readonly ServiceBusClient _client;

        private SdkRig(LocalFunctionsHost host)
        {
            _host = host;
            _client = new(host.ServiceBusConnectionString);
        }

        internal static async Task<SdkRig> StartAsync()
        {
            using var folder = new TemporaryFolder();
            var hostJson = Path.Combine(folder.Path, "host.json");
            await File.WriteAllTextAsync(hostJson, Rig.NoPrefix);
            var started = LocalFunctionsHost.Create(
                [],
                new()
                {
                    Port = 0,
                    AmqpPort = 0,
                    HostJsonPath = hostJson,
                    Queues = ["events"],
                }
            );
            await started.StartAsync();
            return new(started);
        }

        internal ServiceBusSender Sender(string queue = "events") => _client.CreateSender(queue);

        internal Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync() =>
            _host.Functions.Queues.Queues["events"].ReceiveAsync(1000);

        internal async Task AssertReceivedAsync(params string[] bodies) =>
            Assert.Equal(bodies, (await ReceiveAsync()).Select(message => message.Body.ToString()));

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await _host.DisposeAsync();
        }
    }
}
