using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// A Service Bus endpoint for senders, on 127.0.0.1 alone: the official SDKs send to a store's queues with a connection
/// string. Nothing is received through it.
/// </summary>
internal sealed class AmqpEndpoint : IAsyncDisposable
{
    private const int MostConnections = 512;
    private const int IdleMilliseconds = 240_000;
    private const long RoomBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private readonly TcpListener tcp;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly IntakeRoom room = new(RoomBytes);
    private readonly AcceptedConnections accepted = new();
    private readonly ConcurrentDictionary<FrameTransport, bool> open = new();
    private readonly ConnectionListener library;
    private readonly CancellationTokenSource stopping = new();
    private Task accepting = Task.CompletedTask;
    private int connections;

    private AmqpEndpoint(TcpListener tcp, QueueStore queues, TimeProvider time, ILogger logger)
    {
        this.tcp = tcp;
        this.time = time;
        this.logger = logger;
        var address = new Address("127.0.0.1", Port, null, null, "/", AcceptedConnections.Scheme);
        library = new(address, new QueueContainer(queues, room, accepted, logger));
        library.AMQP.ContainerId = "flex-local";
        library.AMQP.MaxFrameSize = FrameTransport.LargestFrame;
        // The JavaScript SDK opens a session for each sender.
        library.AMQP.MaxSessionsPerConnection = 255;
        library.AMQP.MaxLinksPerSession = 64;
        library.AMQP.IdleTimeout = IdleMilliseconds;
    }

    internal int Port => ((IPEndPoint)tcp.LocalEndpoint).Port;

    /// <summary>How many connections there are, those in their handshake included.</summary>
    internal int Connections => Volatile.Read(ref connections);

    /// <summary>Takes the port, so that nobody else can; nothing is answered before <see cref="Start"/>.</summary>
    /// <exception cref="PortTakenException">Another process listens on the port.</exception>
    internal static TcpListener Bind(int port)
    {
        var bound = new TcpListener(IPAddress.Loopback, port);
        try
        {
            bound.Start();
            return bound;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            bound.Dispose();
            throw new PortTakenException(port, "--amqp-port", e);
        }
    }

    internal static AmqpEndpoint Start(TcpListener bound, QueueStore queues, TimeProvider time, ILogger logger)
    {
        var endpoint = new AmqpEndpoint(bound, queues, time, logger);
        endpoint.library.Open();
        endpoint.accepting = endpoint.AcceptAsync();
        return endpoint;
    }

    /// <summary>Takes no more connections and closes those there are.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
            return;
        await stopping.CancelAsync();
        await accepting;
        tcp.Dispose();
        try
        {
            library.Close();
        }
        catch (ObjectDisposedException e)
        {
            // A peer hung up at this moment; the library then leaves the others' connections open.
            logger.LogDebug(e, "A connection had ended before it was closed");
            foreach (var transport in open.Keys)
                transport.Close();
        }
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                var socket = await tcp.AcceptSocketAsync(stopping.Token);
                if (Interlocked.Increment(ref connections) > MostConnections)
                {
                    Close(socket);
                    logger.LogWarning("A connection was refused: there are {Count} already", MostConnections);
                }
                else
                    _ = OpenAsync(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // As when the peer is gone before it was accepted, or there are no file handles left.
                logger.LogWarning(e, "A connection could not be accepted");
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
    }

    private async Task OpenAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            using var patience = new CancellationTokenSource(HandshakePatience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping.Token);
            var header = await SaslHandshake.RunAsync(socket, either.Token);
            if (header is not null)
            {
                var transport = new FrameTransport(socket, header, room, time, Closed);
                open.TryAdd(transport, true);
                if (accepted.TryAdd(transport))
                    return;
                open.TryRemove(transport, out _);
            }
        }
#pragma warning disable CA1031 // Whatever a peer does costs its own connection only
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogDebug(e, "A peer did not finish its handshake");
        }
        Close(socket);
    }

    private void Closed(FrameTransport transport)
    {
        open.TryRemove(transport, out _);
        Interlocked.Decrement(ref connections);
    }

    private void Close(Socket socket)
    {
        socket.Dispose();
        Interlocked.Decrement(ref connections);
    }
}
