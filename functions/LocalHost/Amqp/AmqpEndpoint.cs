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

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_handshakePatience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _tcp;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IntakeRoom _room = new(RoomBytes);
    private readonly AcceptedConnections _accepted = new();
    private readonly ConcurrentDictionary<FrameTransport, bool> _open = new();
    private readonly ConnectionListener _library;
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private int _connections;

    private AmqpEndpoint(TcpListener tcp, QueueStore queues, TimeProvider time, ILogger logger)
    {
        _tcp = tcp;
        _time = time;
        _logger = logger;
        var address = new Address("127.0.0.1", Port, null, null, "/", AcceptedConnections.Scheme);
        _library = new(address, new QueueContainer(queues, _room, _accepted, logger));
        _library.AMQP.ContainerId = "flex-local";
        _library.AMQP.MaxFrameSize = FrameTransport.LargestFrame;
        // The JavaScript SDK opens a session for each sender.
        _library.AMQP.MaxSessionsPerConnection = 255;
        _library.AMQP.MaxLinksPerSession = 64;
        _library.AMQP.IdleTimeout = IdleMilliseconds;
    }

    internal int Port => ((IPEndPoint)_tcp.LocalEndpoint).Port;

    /// <summary>How many connections there are, those in their handshake included.</summary>
    internal int Connections => Volatile.Read(ref _connections);

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
        endpoint._library.Open();
        endpoint._accepting = endpoint.AcceptAsync();
        return endpoint;
    }

    /// <summary>Takes no more connections and closes those there are.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _accepting;
        _tcp.Dispose();
        try
        {
            _library.Close();
        }
        catch (ObjectDisposedException e)
        {
            // A peer hung up at this moment; the library then leaves the others' connections open.
            _logger.LogDebug(e, "A connection had ended before it was closed");
            foreach (var transport in _open.Keys)
            {
                transport.Close();
            }
        }

        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _tcp.AcceptSocketAsync(_stopping.Token);
                if (Interlocked.Increment(ref _connections) > MostConnections)
                {
                    Close(socket);
                    _logger.LogWarning("A connection was refused: there are {Count} already", MostConnections);
                }
                else
                {
                    _ = OpenAsync(socket);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // As when the peer is gone before it was accepted, or there are no file handles left.
                _logger.LogWarning(e, "A connection could not be accepted");
                await Task.Delay(s_afterFailure, _time, CancellationToken.None);
            }
        }
    }

    private async Task OpenAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            using var patience = new CancellationTokenSource(s_handshakePatience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token);
            var header = await SaslHandshake.RunAsync(socket, either.Token);
            if (header is not null)
            {
                var transport = new FrameTransport(socket, header, _room, _time, Closed);
                _open.TryAdd(transport, true);
                if (_accepted.TryAdd(transport))
                {
                    return;
                }

                _open.TryRemove(transport, out _);
            }
        }
#pragma warning disable CA1031 // Whatever a peer does costs its own connection only
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.LogDebug(e, "A peer did not finish its handshake");
        }

        Close(socket);
    }

    private void Closed(FrameTransport transport)
    {
        _open.TryRemove(transport, out _);
        Interlocked.Decrement(ref _connections);
    }

    private void Close(Socket socket)
    {
        socket.Dispose();
        Interlocked.Decrement(ref _connections);
    }
}
