using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Listener;
using Microsoft.Extensions.Logging;

namespace FlexFunctions.LocalHost;

/// <summary>
/// A Service Bus endpoint on 127.0.0.1 for senders: the official SDKs send to a store's queues with a connection
/// string. Receiving is not supported.
/// </summary>
internal sealed class AmqpEndpoint : IAsyncDisposable
{
    private const int IdleTimeoutMilliseconds = 240_000;
    private const long MaxUnstoredBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly TcpListener _tcp;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MemoryBudget _budget = new(MaxUnstoredBytes);
    private readonly AcceptedConnections _accepted = new();
    private readonly ConcurrentDictionary<FrameTransport, bool> _open = new();
    private readonly ConnectionListener _library;
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private readonly int _maxConnections;
    private int _connections;

    private AmqpEndpoint(TcpListener tcp, QueueStore queues, TimeProvider time, ILogger logger, int maxConnections)
    {
        _maxConnections = maxConnections;
        _tcp = tcp;
        _time = time;
        _logger = logger;
        var address = new Address("127.0.0.1", Port, null, null, "/", AcceptedConnections.Scheme);
        _library = new(address, new QueueContainer(queues, _budget, _accepted, logger));
        _library.AMQP.ContainerId = "flex-local";
        _library.AMQP.MaxFrameSize = FrameTransport.MaxFrameSize;
        // The JavaScript SDK opens a session per sender.
        _library.AMQP.MaxSessionsPerConnection = 255;
        _library.AMQP.MaxLinksPerSession = 64;
        _library.AMQP.IdleTimeout = IdleTimeoutMilliseconds;
    }

    internal int Port => ((IPEndPoint)_tcp.LocalEndpoint).Port;

    /// <summary>The number of connections, including those in their handshake.</summary>
    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>Opens the port. Clients are served after <see cref="Start"/>.</summary>
    /// <exception cref="PortInUseException">Another process listens on the port.</exception>
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
            throw new PortInUseException(port, "--amqp-port", e);
        }
    }

    internal static AmqpEndpoint Start(
        TcpListener bound,
        QueueStore queues,
        TimeProvider time,
        ILogger logger,
        int maxConnections
    )
    {
        var endpoint = new AmqpEndpoint(bound, queues, time, logger, maxConnections);
        endpoint._library.Open();
        endpoint._accepting = endpoint.AcceptAsync();
        return endpoint;
    }

    /// <summary>Stops accepting connections and closes the open ones.</summary>
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
            _logger.LogDebug(e, "A client disconnected while its connection was being closed");
        }

        // The library forgets connections when a client disconnects at this moment.
        foreach (var transport in _open.Keys)
        {
            transport.Close();
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
                if (Interlocked.Increment(ref _connections) > _maxConnections)
                {
                    Close(socket);
                    _logger.LogWarning("A connection was refused: the limit of {Count} is reached", _maxConnections);
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
                // For example, the client disconnected early, or no file handles are left.
                _logger.LogWarning(e, "A connection could not be accepted");
                await Task.Delay(s_retryDelay, _time, CancellationToken.None);
            }
        }
    }

    private async Task OpenAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            using var timeout = new CancellationTokenSource(s_handshakeTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            var stream = new NetworkStream(socket, ownsSocket: true);
            var header = await SaslHandshake.RunAsync(stream, either.Token);
            var transport = new FrameTransport(stream, header, _budget, _time, OnClosed);
            _open.TryAdd(transport, true);
            if (!_accepted.TryAdd(transport))
            {
                transport.Close();
            }

            return;
        }
#pragma warning disable CA1031 // A faulty client affects only its own connection
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.LogDebug(e, "A client did not finish its handshake");
        }

        Close(socket);
    }

    private void OnClosed(FrameTransport transport)
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
