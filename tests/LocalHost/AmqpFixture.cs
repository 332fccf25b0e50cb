using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Time.Testing;

namespace FlexFunctions.LocalHost.Tests;

/// <summary>A Service Bus endpoint on a free port with one queue, and clients for it.</summary>
internal sealed class AmqpFixture : IAsyncDisposable
{
    private readonly AmqpEndpoint _endpoint;

    internal AmqpFixture(QueueSettings? settings = null)
    {
        Store = QueueStore.InMemory(["events"], Time, settings);
        _endpoint = AmqpEndpoint.Start(AmqpEndpoint.Bind(0), Store, Time, Log, maxConnections: 512);
    }

    internal FakeTimeProvider Time { get; } = new(FunctionsFixture.Start);

    internal LogLines Log { get; } = new();

    internal QueueStore Store { get; }

    internal DurableQueue Queue => Store.Queues["events"];

    internal int Port => _endpoint.Port;

    internal int Connections => _endpoint.Connections;

    internal Task<Connection> ConnectAsync() =>
        new ConnectionFactory().CreateAsync(new Address("127.0.0.1", Port, "name", "any", "/", "amqp"));

    /// <summary>Opens a raw socket.</summary>
    internal async Task<NetworkStream> SocketAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Opens a socket and completes the handshake.</summary>
    internal async Task<NetworkStream> OpenSocketAsync()
    {
        var socket = await SocketAsync();
        await socket.WriteAsync("AMQP\0\u0001\0\0"u8.ToArray());
        return socket;
    }

    internal async Task<IReadOnlyList<Azure.Messaging.ServiceBus.ServiceBusReceivedMessage>> ReceiveAsync() =>
        await Queue.ReceiveAsync(1000);

    /// <summary>Asserts that the endpoint still serves other clients.</summary>
    internal async Task AssertServesAsync()
    {
        var connection = await ConnectAsync().WaitAsync(TimeSpan.FromSeconds(30));
        var sender = new SenderLink(new Session(connection), "probe", "events");
        await sender.SendAsync(new Message("probe")).WaitAsync(TimeSpan.FromSeconds(30));
        await connection.CloseAsync();
        Assert.Contains(await ReceiveAsync(), message => message.Body.ToString() == "probe");
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await Store.DisposeAsync();
    }
}
