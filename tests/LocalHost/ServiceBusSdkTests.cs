using Azure.Messaging.ServiceBus;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>The .NET Service Bus SDK sends to a running host with the host's connection string.</summary>
public sealed class ServiceBusSdkTests
{
    [Fact]
    public async Task Message_arrives_as_sent()
    {
        await using var fixture = await SdkFixture.StartAsync();
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
            ["offset"] = FunctionsFixture.Start,
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

        await fixture.Sender().SendMessageAsync(message);

        var received = Assert.Single(await fixture.ReceiveAsync());
        Assert.Equal("""{"type":"flex.product.opened"}""", received.Body.ToString());
        Assert.Equal(
            ("m", "c", "s", "application/json"),
            (received.MessageId, received.CorrelationId, received.Subject, received.ContentType)
        );
        Assert.Equal(TimeSpan.FromHours(1), received.ExpiresAt - received.EnqueuedTime);
        Assert.Equal(properties, received.ApplicationProperties);
    }

    [Fact]
    public async Task Batch_arrives_in_order()
    {
        await using var fixture = await SdkFixture.StartAsync();
        var sender = fixture.Sender();
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.Equal(262_144, batch.MaxSizeInBytes);
        Assert.True(batch.TryAddMessage(new("a")));
        Assert.True(batch.TryAddMessage(new("b")));
        Assert.False(batch.TryAddMessage(new(new byte[262_144])));

        await sender.SendMessagesAsync(batch);

        await fixture.AssertReceivedAsync("a", "b");
    }

    [Fact]
    public async Task Oversized_message_is_rejected()
    {
        await using var fixture = await SdkFixture.StartAsync();
        var sender = fixture.Sender();
        await sender.SendMessageAsync(new(new byte[262_000]));

        var error = await Assert.ThrowsAsync<ServiceBusException>(() =>
            sender.SendMessageAsync(new(new byte[262_144]))
        );

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, error.Reason);
        await sender.SendMessageAsync(new("after"));
        Assert.Equal(2, (await fixture.ReceiveAsync()).Count);
    }

    [Fact]
    public async Task Unknown_queue_is_not_found()
    {
        await using var fixture = await SdkFixture.StartAsync();
        var error = await Assert.ThrowsAsync<ServiceBusException>(() =>
            fixture.Sender("nothing").SendMessageAsync(new("a"))
        );

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
    }

    /// <summary>A running host with a queue and no functions, and an SDK client.</summary>
    private sealed class SdkFixture : IAsyncDisposable
    {
        private readonly LocalFunctionsHost _host;
        private readonly ServiceBusClient _client;

        private SdkFixture(LocalFunctionsHost host)
        {
            _host = host;
            _client = new(host.ServiceBusConnectionString);
        }

        internal static async Task<SdkFixture> StartAsync()
        {
            using var folder = new TemporaryFolder();
            var hostJson = Path.Combine(folder.Path, "host.json");
            await File.WriteAllTextAsync(hostJson, FunctionsFixture.NoPrefix);
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
