using System.Net;
using System.Net.Sockets;

namespace FlexFunctions.Storage.Tests;

/// <summary>What a <see cref="FaultyProxy"/> does to one exchange, a request and its answer.</summary>
public enum ProxyFault
{
    /// <summary>Passes both on.</summary>
    None,

    /// <summary>Cuts the connection before the server sees any of the request.</summary>
    CutRequest,

    /// <summary>Cuts the connection when the server has seen the first half of what came.</summary>
    CutRequestMidway,

    /// <summary>Cuts the connection once the server answers: it has done the work, and nobody hears of it.</summary>
    DropAnswer,

    /// <summary>Cuts the connection when the client has the first half of what the server answered at first.</summary>
    CutAnswer,

    /// <summary>Holds the response until the client times out.</summary>
    HoldAnswer,

    /// <summary>Passes the answer on after <see cref="FaultyProxy.Delay"/>.</summary>
    DelayAnswer,
}

/// <summary>
/// A TCP proxy on 127.0.0.1 that harms HTTP/1.1 exchanges by a plan. It tells exchanges apart by direction: what a
/// client sends after an answer is a new request.
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

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>What to do to the exchange of that number, from 0.</summary>
    public Func<int, ProxyFault> Plan { get; set; }

    /// <summary>What to do to it if it is a transaction of tables; the same as to any other if null.</summary>
    public Func<int, ProxyFault>? TransactionPlan { get; set; }

    /// <summary>How long <see cref="ProxyFault.DelayAnswer"/> takes.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many exchanges were begun.</summary>
    public int Exchanges => Volatile.Read(ref _exchanges);

    /// <summary>Bytes that came from clients.</summary>
    public long RequestBytes => Interlocked.Read(ref _requestBytes);

    /// <summary>Transactions of tables that the server carried out, and whose answers were dropped or cut.</summary>
    public int LostCommits => Volatile.Read(ref _lostCommits);

    /// <summary>Starts a proxy before a port of 127.0.0.1.</summary>
    public static FaultyProxy Start(int target, Func<int, ProxyFault>? plan = null) =>
        new(target, plan ?? (_ => ProxyFault.None));

    /// <summary>Every way to harm an exchange, each once.</summary>
    public static IReadOnlyList<ProxyFault> Faults { get; } =
    [
        ProxyFault.DropAnswer,
        ProxyFault.CutAnswer,
        ProxyFault.CutRequest,
        ProxyFault.CutRequestMidway,
        ProxyFault.DelayAnswer,
    ];

    /// <summary>A plan that harms that share of the exchanges, each in one of these ways; a seed replays it.</summary>
    public static Func<int, ProxyFault> Seeded(int seed, double share, params IReadOnlyList<ProxyFault> faults)
    {
        // Drawn beforehand, so that an exchange's fault depends on its number and not on who asks first.
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
            // The end of the proxy.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            client.NoDelay = server.NoDelay = true;
            // Whatever ends the connection ends it with a reset, as a broken network does.
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _target, cut.Token);
                var connection = new Connection(this, client, server, cut);
                await Task.WhenAll(connection.ForwardRequestsAsync(), connection.ForwardAnswersAsync());
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Cut, by the plan, by a peer or by the end of the proxy.
            }
        }
    }

    private sealed class Connection(FaultyProxy proxy, Socket client, Socket server, CancellationTokenSource cut)
    {
        private volatile bool _answered = true;
        private volatile ProxyFault _fault;
        private volatile bool _isTransaction;

        public async Task ForwardRequestsAsync()
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var count = await client.ReceiveAsync(buffer, cut.Token);
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
            await cut.CancelAsync();
        }

        public async Task ForwardAnswersAsync()
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                var count = await server.ReceiveAsync(buffer, cut.Token);
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
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cut.Token);
                }

                if (_fault is ProxyFault.DelayAnswer)
                {
                    await Task.Delay(proxy.Delay, TimeProvider.System, cut.Token);
                }

                _answered = true;
                await SendAsync(client, buffer.AsMemory(0, count));
            }
            await cut.CancelAsync();
        }

        // A transaction that stands is answered by a 204 for each of its operations.
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
                bytes = bytes[await to.SendAsync(bytes, cut.Token)..];
            }
        }
    }
}
