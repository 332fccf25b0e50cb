using System.Net;
using System.Net.Sockets;

namespace FlexFunctions.Storage.Tests;

/// <summary>The fault that a <see cref="FaultyProxy"/> applies to one exchange, a request and its response.</summary>
public enum ProxyFault
{
    /// <summary>Forwards the request and the response.</summary>
    None,

    /// <summary>Breaks the connection before the server receives any of the request.</summary>
    CutRequest,

    /// <summary>Breaks the connection after forwarding the first half of the received request.</summary>
    CutRequestMidway,

    /// <summary>
    /// Breaks the connection once the server responds: the request is processed, but the response is lost.
    /// </summary>
    DropAnswer,

    /// <summary>Breaks the connection after forwarding the first half of the received response.</summary>
    CutAnswer,

    /// <summary>Holds the response until the client times out.</summary>
    HoldAnswer,

    /// <summary>Forwards the response after <see cref="FaultyProxy.Delay"/>.</summary>
    DelayAnswer,
}

/// <summary>
/// A TCP proxy on 127.0.0.1 that applies planned faults to HTTP/1.1 exchanges. Data that a client sends after a
/// response starts a new exchange.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private int _exchanges;
    private long _requestBytes;
    private int _lostCommits;

    private FaultyProxy(int target, Func<int, ProxyFault> plan)
    {
        _target = target;
        Plan = plan;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Returns the fault for an exchange by its number, from 0.</summary>
    public Func<int, ProxyFault> Plan { get; set; }

    /// <summary>Returns the fault for a table transaction; if null, <see cref="Plan"/> applies.</summary>
    public Func<int, ProxyFault>? TransactionPlan { get; set; }

    /// <summary>The delay of <see cref="ProxyFault.DelayAnswer"/>.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The number of exchanges started.</summary>
    public int Exchanges => Volatile.Read(ref _exchanges);

    /// <summary>The number of bytes received from clients.</summary>
    public long RequestBytes => Interlocked.Read(ref _requestBytes);

    /// <summary>The number of table transactions that the server applied and whose responses were lost.</summary>
    public int LostCommits => Volatile.Read(ref _lostCommits);

    /// <summary>Starts a proxy for a port of 127.0.0.1.</summary>
    public static FaultyProxy Start(int target, Func<int, ProxyFault>? plan = null) =>
        new(target, plan ?? (_ => ProxyFault.None));

    /// <summary>The faults for seeded plans.</summary>
    public static IReadOnlyList<ProxyFault> Faults { get; } =
    [
        ProxyFault.DropAnswer,
        ProxyFault.CutAnswer,
        ProxyFault.CutRequest,
        ProxyFault.CutRequestMidway,
        ProxyFault.DelayAnswer,
    ];

    /// <summary>
    /// Returns a plan that applies random faults to a share of the exchanges; the same seed repeats it.
    /// </summary>
    public static Func<int, ProxyFault> Seeded(int seed, double share, params IReadOnlyList<ProxyFault> faults)
    {
        // Generated in advance, so that a fault depends only on the number of the exchange.
        var random = new Random(seed);
        var plan = new ProxyFault[10_007];
        for (var i = 0; i < plan.Length; i++)
        {
            plan[i] = random.NextDouble() < share ? faults[random.Next(faults.Count)] : ProxyFault.None;
        }

        return exchange => plan[exchange % plan.Length];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy is disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            client.NoDelay = server.NoDelay = true;
            // Closing always resets the connection, as a broken network does.
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, broken.Token);
                var connection = new Connection(this, client, server, broken);
                await Task.WhenAll(connection.ForwardRequestsAsync(), connection.ForwardAnswersAsync());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The connection was broken by the plan or a peer, or the proxy is disposed.
            }
        }
    }

    private sealed class Connection(FaultyProxy proxy, Socket client, Socket server, CancellationTokenSource broken)
    {
        private volatile bool _answered = true;
        private volatile ProxyFault _fault;
        private volatile bool _isTransaction;

        public async Task ForwardRequestsAsync()
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var count = await client.ReceiveAsync(buffer, broken.Token);
                if (count == 0)
                {
                    break;
                }

                Interlocked.Add(ref proxy._requestBytes, count);
                if (_answered)
                {
                    _answered = false;
                    _isTransaction = buffer.AsSpan(0, count).IndexOf("/$batch HTTP/1.1"u8) >= 0;
                    var plan = _isTransaction ? proxy.TransactionPlan ?? proxy.Plan : proxy.Plan;
                    _fault = plan(Interlocked.Increment(ref proxy._exchanges) - 1);
                }
                if (_fault is ProxyFault.CutRequest)
                {
                    break;
                }

                if (_fault is ProxyFault.CutRequestMidway)
                {
                    await SendAsync(server, buffer.AsMemory(0, count / 2));
                    break;
                }
                await SendAsync(server, buffer.AsMemory(0, count));
            }
            await broken.CancelAsync();
        }

        public async Task ForwardAnswersAsync()
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var count = await server.ReceiveAsync(buffer, broken.Token);
                if (_fault is ProxyFault.DropAnswer or ProxyFault.CutAnswer)
                {
                    CountIfLost(buffer.AsSpan(0, count));
                }

                if (count == 0 || _fault is ProxyFault.DropAnswer)
                {
                    break;
                }

                if (_fault is ProxyFault.CutAnswer)
                {
                    await SendAsync(client, buffer.AsMemory(0, count / 2));
                    break;
                }
                if (_fault is ProxyFault.HoldAnswer)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, broken.Token);
                }

                if (_fault is ProxyFault.DelayAnswer)
                {
                    await Task.Delay(proxy.Delay, TimeProvider.System, broken.Token);
                }

                _answered = true;
                await SendAsync(client, buffer.AsMemory(0, count));
            }
            await broken.CancelAsync();
        }

        // The response to an applied transaction contains a 204 for each operation.
        private void CountIfLost(ReadOnlySpan<byte> answer)
        {
            if (_isTransaction && answer.IndexOf("HTTP/1.1 204"u8) >= 0)
            {
                Interlocked.Increment(ref proxy._lostCommits);
            }
        }

        private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await to.SendAsync(bytes, broken.Token)..];
            }
        }
    }
}
